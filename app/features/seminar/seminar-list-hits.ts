import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { httpPaths } from '../../../contract';
import type { TokenService } from '../user/token-service';
import type { SeminarList } from './seminar-list';
import type { SeminarOrder } from './seminar-schema';

export interface SeminarListHitsParts {
  readonly list: Pick<SeminarList, 'current'>;
  readonly tokens: Pick<TokenService, 'isCurrent'>;
  readonly isAllowedHost: (host: string | undefined) => boolean;
  /** Answers everything else. */
  readonly app: RequestListener;
}

/** The requests that are answered here, to the letter; other spellings of the same are the app's. */
const orders: Readonly<Record<string, SeminarOrder>> = {
  [httpPaths.seminarList]: 'default',
  [`${httpPaths.seminarList}?order=earliest`]: 'earliest',
};

/**
 * Answers the requests for the list when token and list are known to be current, which most are, before Express sees
 * them: a third of the cost. What is not a hit for certain is the app's from its beginning, so nothing but hits has to be
 * right here.
 */
export function answerListHits(parts: SeminarListHitsParts): RequestListener {
  let waiting: Call[] = [];
  const answerAll = () => {
    const turn = waiting;
    waiting = [];
    for (const call of turn) answer(parts, call);
  };
  return (request, response) => {
    const order = request.method === 'GET' ? orders[request.url ?? ''] : undefined;
    if (order === undefined) {
      parts.app(request, response);
      return;
    }
    // At the end of the turn all is heard that Redis has told by now.
    if (waiting.push({ request, response, order }) === 1) setImmediate(answerAll);
  };
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse & { req: IncomingMessage };
  readonly order: SeminarOrder;
}

function answer(parts: SeminarListHitsParts, { request, response, order }: Call): void {
  const body = isWelcome(parts, request.headers) ? parts.list.current(order) : undefined;
  if (body === undefined) parts.app(request, response);
  body?.send(request, response, 'hit');
}

const isWelcome = (
  { tokens, isAllowedHost }: SeminarListHitsParts,
  { authorization = '', host }: IncomingHttpHeaders,
): boolean =>
  /^Token [0-9a-f]{40}$/.test(authorization) &&
  isAllowedHost(host) &&
  tokens.isCurrent(authorization.slice('Token '.length));
