import { expect, test } from '@jest/globals';
import { pino } from 'pino';

import { logRequest } from './log-request';

const lines: { readonly level: number; readonly route: string }[] = [];
const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(JSON.parse(line) as never) });
const log = logRequest(logger);

test.each([
  ['a request is news', '/api/v1/user/me/', 200, 'info'],
  ['a refused request is news', '/api/v1/user/me/', 401, 'info'],
  ['a probe that finds all well is none', '/readyz', 200, 'debug'],
  ['a probe that finds trouble is', '/readyz', 503, 'info'],
])('%s', (_title, route, status, level) => {
  log({ requestId: '1', method: 'GET', route, status, seconds: 0.00512 });
  expect(lines.pop()).toMatchObject({
    level: pino.levels.values[level],
    msg: 'request',
    route,
    durationMs: 5.1,
  });
});
