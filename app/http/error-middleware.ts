import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';

import {
  CrossSite,
  BodyTooLarge,
  Forbidden,
  InvalidFields,
  LoginFailed,
  MethodNotAllowed,
  NoSuchRecord,
  NotAuthenticated,
  NotFound,
  Overloaded,
  PermissionDenied,
  Refusal,
  RuleBroken,
  TooManyAttempts,
  Unavailable,
  UnsupportedMediaType,
} from '../errors';
import { isDatabaseAway } from '../platform/database/is-database-away';
import { requestIdOf } from './request-id';
import { routeOf } from './route-of';

/** Turns whatever was thrown into an answer: the only place that knows statuses and error bodies. */
export const errorMiddleware =
  (logger: Logger): ErrorRequestHandler =>
  (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof Refusal) {
      answerRefusal(error, response);
      return;
    }
    const { status, detail } = describeHttpError(error);
    if (status >= 500)
      logger.error(
        { err: error, requestId: requestIdOf(request), route: routeOf(request) },
        'request failed',
      );
    if (status === 503) response.set('Retry-After', String(retryAfterSeconds));
    response.status(status).json({ detail });
  };

function answerRefusal(error: Refusal, response: Response): void {
  if (error instanceof NotAuthenticated) response.set('WWW-Authenticate', challenges[error.scheme]);
  if (error instanceof TooManyAttempts) response.set('Retry-After', String(error.retryAfterSeconds));
  if (error instanceof MethodNotAllowed) response.set('Allow', error.allowed.join(', '));
  if (error instanceof Overloaded) response.set('Retry-After', String(retryAfterSeconds));
  response.status(statusOf(error)).json(bodyOf(error));
}

/** Clients of the permanent token know its scheme alone; RFC 6750 wants to be told what is wrong. */
const challenges = { Token: 'Token', Bearer: 'Bearer error="invalid_token"' };

function bodyOf(error: Refusal) {
  if (error instanceof InvalidFields) return error.fields;
  if (error instanceof RuleBroken || error instanceof Forbidden) return { error: error.message };
  if (error instanceof NoSuchRecord || error instanceof LoginFailed) return { message: error.message };
  return { detail: error.message };
}

function statusOf(error: Refusal): number {
  if (error instanceof NotAuthenticated) return 401;
  if (error instanceof Forbidden || error instanceof PermissionDenied || error instanceof CrossSite)
    return 403;
  if (error instanceof NotFound || error instanceof NoSuchRecord) return 404;
  if (error instanceof MethodNotAllowed) return 405;
  if (error instanceof BodyTooLarge) return 413;
  if (error instanceof UnsupportedMediaType) return 415;
  if (error instanceof TooManyAttempts) return 429;
  if (error instanceof Overloaded) return 503;
  return 400;
}

/** A database that restarts is back within a minute; until then clients should not all come at once. */
const retryAfterSeconds = 5;

/** What Express and its body parsers throw; the message of anything else stays inside. */
function describeHttpError(error: unknown): { status: number; detail: string } {
  if (isDatabaseAway(error))
    return { status: 503, detail: 'The database does not answer. Try again in a moment.' };
  if (error instanceof Unavailable) return { status: 503, detail: error.message };
  const { status = 500, type, message = '' } = (error ?? {}) as Partial<HttpError>;
  if (type === 'entity.parse.failed') return { status, detail: `JSON parse error - ${message}` };
  if (type === 'entity.too.large') return { status, detail: 'The request body is too large.' };
  if (status >= 400 && status < 500) return { status, detail: message };
  return { status: 500, detail: 'Internal server error.' };
}

interface HttpError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}
