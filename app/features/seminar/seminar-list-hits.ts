import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { httpPaths } from '../../../contract';
import type { ReadyBody } from '../../http/ready-body';
import type { TokenService } from '../user/token-service';
import type { SeminarList } from './seminar-list';
import type { SeminarOrder } from './seminar-schema';

export interface SeminarListHitsParts {
  readonly list: Pick<SeminarList, 'current' | 'findAll'>;
  readonly tokens: Pick<TokenService, 'isCurrent' | 'isKnown'>;
  /** Whether Redis tells of changes; otherwise it is asked, once for all requests of a turn. */
  readonly isHeard: boolean;
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
    if (!parts.isHeard) {
      void ask(parts, { request, response, order });
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

function answer(parts: SeminarListHitsParts, call: Call): void {
  const token = tokenOf(parts, call.request.headers);
  const isWelcome = token !== undefined && parts.tokens.isCurrent(token);
  send(parts, call, isWelcome ? parts.list.current(call.order) : undefined);
}

async function ask(parts: SeminarListHitsParts, call: Call): Promise<void> {
  const token = tokenOf(parts, call.request.headers);
  const isWelcome = token !== undefined && parts.tokens.isKnown(token);
  const [isKnown, body] = await Promise.all([isWelcome, parts.list.findAll(call.order)]);
  send(parts, call, isKnown ? body : undefined);
}

function send({ app }: SeminarListHitsParts, { request, response }: Call, body: ReadyBody | undefined): void {
  if (body === undefined) app(request, response);
  body?.send(request, response, 'hit');
}

const tokenOf = (
  { isAllowedHost }: SeminarListHitsParts,
  { authorization = '', host }: IncomingHttpHeaders,
): string | undefined =>
  /^Token [0-9a-f]{40}$/.test(authorization) && isAllowedHost(host)
    ? authorization.slice('Token '.length)
    : undefined;
