import { UserError } from '../bin/io/errors';
import { api, type Answer, type Client, type Message } from './client';

/** One request and what its answer has to show. */
export interface Call extends Message {
  /** Method and path, below `/api/v1/` unless it begins with a slash: `PUT user/me/`, `GET /docs/`. */
  readonly ask: string;
  readonly status: number;
  /** What the body has to show, compared as `shows` does: JSON for an object or array, otherwise text. */
  readonly body?: unknown;
  readonly shows?: unknown;
  /** Of the answer, in lower case, compared in the same way. */
  readonly answersHeaders?: Readonly<Record<string, unknown>>;
}

/** @throws UserError when the answer is another one */
export async function make(client: Client, call: Call): Promise<Answer> {
  const { ask, status, shows, answersHeaders = {}, ...message } = call;
  const [method = '', path = ''] = ask.split(' ');
  const answer = await client.send(method, path.startsWith('/') ? path : api(path), message);
  const seen = { status: answer.status, headers: answer.headers, body: read(answer, shows) };
  const expected = { status, headers: answersHeaders, ...('shows' in call && { body: shows }) };
  if (includes(seen, expected)) return answer;
  throw new UserError(
    `${ask}: got ${answer.status} ${JSON.stringify(pick(seen.headers, answersHeaders))} ${answer.text.slice(0, 500)}, expected ${describe(expected)}`,
  );
}

/** One after the other. */
export async function makeAll(client: Client, calls: readonly Call[]): Promise<void> {
  for (const call of calls) await make(client, call);
}

/** Whether every part of what is expected is there; a text may be expected by a pattern, an array with all it has. */
export function includes(got: unknown, expected: unknown): boolean {
  if (expected instanceof RegExp) return typeof got === 'string' && expected.test(got);
  if (typeof expected !== 'object' || expected === null) return got === expected;
  if (typeof got !== 'object' || got === null) return false;
  if (Array.isArray(expected) && (!Array.isArray(got) || got.length !== expected.length)) return false;
  return Object.entries(expected).every(([key, value]) => includes((got as Record<string, unknown>)[key], value));
}
