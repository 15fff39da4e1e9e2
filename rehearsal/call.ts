import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../bin/io/errors';
import { api, type Answer, type Client, type Message } from './client';

/** One request and what its answer has to show. */
export interface Call extends Message {
  /** Method and path, below `/api/v1/` unless it begins with a slash: `PUT user/me/`, `GET /docs/`. */
  readonly ask: string;
  readonly status: number;
  /** What the body has to include: parts of JSON for an object or array, otherwise all of its text or a pattern of it. */
  readonly shows?: unknown;
  /** What the headers have to include, by their names in lower case; undefined: the answer has none such. */
  readonly withHeaders?: Readonly<Record<string, string | RegExp | undefined>>;
}

/** @throws UserError when the answer is another one */
export async function make(client: Pick<Client, 'send'>, call: Call): Promise<Answer> {
  const { ask, status, shows, withHeaders = {}, ...message } = call;
  const [method = '', path = ''] = ask.split(' ');
  const answer = await client.send(method, path.startsWith('/') ? path : api(path), message);
  const seen = { status: answer.status, headers: answer.headers, body: read(answer, shows) };
  const expected = { status, headers: withHeaders, ...(shows !== undefined && { body: shows }) };
  if (includes(seen, expected)) return answer;
  const headers = Object.fromEntries(Object.keys(withHeaders).map((name) => [name, answer.headers[name]]));
  throw new UserError(
    `${ask}: got ${answer.status} ${show(headers)} ${answer.text.slice(0, 500)}, expected ${show(expected)}`,
  );
}

/** One after the other. */
export async function makeAll(client: Pick<Client, 'send'>, calls: readonly Call[]): Promise<void> {
  for (const call of calls) await make(client, call);
}

const patienceMs = 5_000;
const pauseMs = 100;

/**
 * The same call until it is answered so, for what may be late and not wrong: on a busy machine Redis is slow for a moment,
 * and the API does without it then.
 */
export async function makeSoon(client: Pick<Client, 'send'>, call: Call): Promise<Answer> {
  const deadlineMs = performance.now() + patienceMs;
  while (performance.now() < deadlineMs) {
    const answer = await make(client, call).catch(() => undefined);
    if (answer) return answer;
    await sleep(pauseMs);
  }
  return make(client, call);
}

/** Whether every part of what is expected is there; a text may be expected by a pattern, an array with all it has. */
export function includes(got: unknown, expected: unknown): boolean {
  if (expected instanceof RegExp) return typeof got === 'string' && expected.test(got);
  if (typeof expected !== 'object' || expected === null) return got === expected;
  if (typeof got !== 'object' || got === null) return false;
  if (Array.isArray(expected) && (!Array.isArray(got) || got.length !== expected.length)) return false;
  return Object.entries(expected).every(([key, value]) =>
    includes((got as Record<string, unknown>)[key], value),
  );
}

/** What is no JSON includes no part of any. */
function read({ text }: Answer, shows: unknown): unknown {
  if (typeof shows !== 'object' || shows instanceof RegExp) return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const show = (value: unknown) =>
  JSON.stringify(value, (_key, part: unknown) => (part instanceof RegExp ? String(part) : (part ?? null)));
