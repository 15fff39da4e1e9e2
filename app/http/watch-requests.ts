import type { RequestHandler } from 'express';

import { requestIdHeader } from '../../contract';
import type { CountedRequest } from '../platform/metrics/request-counts';
import { requestIdOf } from './request-id';
import { routeOf } from './route-of';

/**
 * What is known of a request once it is over; nothing in it is about a person. The status is the one answered, or 499, as
 * Nginx has it, when the client left before the end of the answer.
 */
export interface EndedRequest extends CountedRequest {
  readonly requestId: string;
}

const clientLeft = 499;

/** Gives the client the id of the request, to quote when something went wrong, and tells the listeners when it is over. */
export const watchRequests =
  (...listeners: readonly ((ended: EndedRequest) => void)[]): RequestHandler =>
  (request, response, next) => {
    response.setHeader(requestIdHeader, requestIdOf(request));
    const startMs = performance.now();
    response.once('close', () => {
      const ended = {
        requestId: requestIdOf(request),
        method: request.method,
        route: routeOf(request),
        status: response.writableFinished ? response.statusCode : clientLeft,
        seconds: (performance.now() - startMs) / 1_000,
      };
      listeners.forEach((listener) => listener(ended));
    });
    next();
  };
