import { request } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { httpPaths } from '../../contract';
import { type Check, when } from './check';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What the API itself, started as production would, answers to a few questions that need no database. */
export interface Answers {
  readonly version: Answer;
  readonly foreignHost: Answer;
  readonly debugPage: Answer;
  readonly metricsThroughProxy: Answer;
  readonly nowhere: Answer;
}

const foreignHost = 'foreign.invalid';

export async function askApi(server: Server, host: string): Promise<Answers> {
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, headers: Record<string, string>) => exchange(port, path, headers);
  return {
    version: await ask(httpPaths.version, { host }),
    foreignHost: await ask(httpPaths.version, { host: foreignHost }),
    debugPage: await ask(httpPaths.debug, { host }),
    metricsThroughProxy: await ask(httpPaths.metrics, { host, 'x-forwarded-for': '192.0.2.1' }),
    nowhere: await ask(`${httpPaths.api}nowhere/`, { host }),
  };
}

export const answerChecks: readonly Check<Answers>[] = [
  {
    id: 'waffle.E701',
    what: 'The API does not answer under its own name.',
    remedy: 'Name the host of the clients first in ALLOWED_HOSTS.',
    find: ({ version }) => unless(version, 200),
  },
  {
    id: 'waffle.E702',
    what: 'A request that names a foreign host is not refused.',
    remedy: 'Keep allowedHosts first in app/create-app.ts.',
    find: (answers) => unless(answers.foreignHost, 400),
  },
  {
    id: 'waffle.E703',
    what: `The debug page ${httpPaths.debug} is there.`,
    remedy: 'Start it with NODE_ENV=production.',
    find: ({ debugPage }) => unless(debugPage, 404),
  },
  {
    id: 'waffle.E704',
    what: 'The metrics are told to others than this machine.',
    remedy: `Keep onlyThisMachine before ${httpPaths.metrics}.`,
    find: ({ metricsThroughProxy }) => unless(metricsThroughProxy, 404),
  },
  {
    id: 'waffle.E705',
    what: 'A cookie lacks Secure, HttpOnly or SameSite.',
    remedy: 'Set all three on it; this API needs no cookie.',
    find: (answers) =>
      cookiesOf(answers)
        .filter((cookie) => !isProtected(cookie))
        .map(nameOfCookie),
  },
  {
    id: 'waffle.W706',
    what: 'Answers tell what they are made with, or how long it took.',
    remedy: 'Remove these headers in production.',
    find: ({ version: { headers } }) =>
      ['x-powered-by', 'server', 'server-timing'].filter((name) => name in headers),
  },
  {
    id: 'waffle.E707',
    what: 'An error shows the inside of the program.',
    remedy: 'Keep errorMiddleware last in app/create-app.ts.',
    find: ({ nowhere }) => when(/\bat .*:\d+:\d+/.test(nowhere.text), 'a stack trace'),
  },
];

const unless = ({ status }: Answer, expected: number) => when(status !== expected, `status ${status}`);

const cookiesOf = (answers: Answers) =>
  Object.values(answers).flatMap(({ headers }: Answer) => headers['set-cookie'] ?? []);

const isProtected = (cookie: string) =>
  ['secure', 'httponly', 'samesite='].every((part) => cookie.toLowerCase().includes(`; ${part}`));

const nameOfCookie = (cookie: string) => cookie.split('=', 1)[0] ?? '';

function exchange(port: number, path: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, headers, agent: false, timeout: 5_000 },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    outgoing.once('error', reject).end();
  });
}
