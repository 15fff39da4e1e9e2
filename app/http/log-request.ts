import type { Logger } from 'pino';

import type { EndedRequest } from './watch-requests';

/** One line a request: what was asked by its pattern, how it ended and how long it took. Never who asked, or what for. */
export const logRequest =
  (logger: Logger) =>
  ({ seconds, ...request }: EndedRequest): void => {
    logger.info({ ...request, durationMs: Math.round(seconds * 1e4) / 10 }, 'request');
  };
