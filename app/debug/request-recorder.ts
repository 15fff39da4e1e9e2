import { AsyncLocalStorage } from 'node:async_hooks';

import type { Request, RequestHandler, Response } from 'express';

import { httpPaths } from '../../contract';
import { requestIdOf } from '../http/request-id';
import { routeOf } from '../http/route-of';
import type { TracedCacheOperation, TracedQuery, Tracer } from '../platform/tracer';
import { serverTiming } from './server-timing';

/** What one request did. */
export interface RecordedRequest {
  readonly id: string;
  readonly method: string;
  /** With its query string: this is for the developer's eyes. */
  readonly url: string;
  readonly at: Date;
  readonly startMs: number;
  readonly queries: TracedQuery[];
  readonly cache: TracedCacheOperation[];
  /** Absent while it is under way. */
  end?: { readonly status: number; readonly route: string; readonly ms: number };
}

/** Enough to find the one just made; a list of them stays readable. */
const kept = 50;

/** Keeps what the last requests did. It knows whose query is whose by the asynchronous context that each request runs in. */
export class RequestRecorder implements Tracer {
  readonly #context = new AsyncLocalStorage<RecordedRequest>();
  readonly #recorded: RecordedRequest[] = [];

  /** Newest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#recorded.toReversed();
  }

  query(query: TracedQuery): void {
    this.#context.getStore()?.queries.push(query);
  }

  cache(operation: TracedCacheOperation): void {
    this.#context.getStore()?.cache.push(operation);
  }

  /** Comes before everything else. */
  readonly middleware: RequestHandler = (request, response, next) => {
    // The page about the others would push them out.
    if (request.originalUrl.startsWith(httpPaths.debug)) return next();
    const recorded = this.#begin(request);
    addServerTiming(response, recorded);
    response.once('close', () => {
      recorded.end = {
        status: response.statusCode,
        route: routeOf(request),
        ms: performance.now() - recorded.startMs,
      };
    });
    this.#context.run(recorded, next);
  };

  #begin(request: Request): RecordedRequest {
    const recorded = {
      id: requestIdOf(request),
      method: request.method,
      url: request.originalUrl,
      at: new Date(),
      startMs: performance.now(),
      queries: [],
      cache: [],
    };
    this.#recorded.push(recorded);
    if (this.#recorded.length > kept) this.#recorded.shift();
    return recorded;
  }
}

/** The header has to say what is known when the headers leave. */
function addServerTiming(response: Response, recorded: RecordedRequest): void {
  const writeHead = response.writeHead.bind(response) as (...values: unknown[]) => Response;
  response.writeHead = (...values: unknown[]) => {
    response.setHeader('Server-Timing', serverTiming(recorded));
    return writeHead(...values);
  };
}
