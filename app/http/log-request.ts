import type { Logger } from 'pino';

import { httpPaths } from '../../contract';
import type { EndedRequest } from './watch-requests';

/** One line a request: what was asked by its pattern, how it ended and how long it took. Never who asked, or what for. */
export const logRequest =
  (logger: Logger) =>
  ({ seconds, ...request }: EndedRequest): void => {
    const level = isProbe(request) ? 'debug' : 'info';
    logger[level]({ ...request, durationMs: Math.round(seconds * 1e4) / 10 }, 'request');
  };

const probes: readonly string[] = [httpPaths.liveness, httpPaths.readiness, httpPaths.metrics];

/** The machine's own questions, asked again and again; an answer that all is well is no news. */
const isProbe = ({ route, status }: Pick<EndedRequest, 'route' | 'status'>) =>
  status < 400 && probes.includes(route);
