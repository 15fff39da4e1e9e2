import { cacheHeader } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { type Call, make, makeAll } from '../call';
import type { Answer, Client } from '../client';
import { refusal } from './refusals';

const cacheKey = cacheHeader.toLowerCase();
const outcome = (value: 'hit' | 'miss' | undefined) => ({ [cacheKey]: value });
const uncompressed = { 'content-encoding': undefined, vary: 'Accept-Encoding' };
const compressed = { 'content-encoding': 'gzip', vary: 'Accept-Encoding' };
/** Of the cached list, compressed or not. */
const kept = { etag: /^W\/"[\w-]+"$/, 'cache-control': 'private, no-cache' };

/** Nginx leaves what is shorter as it is, and then nobody learns how it treats the rest. */
const worthCompressing = 1024;

export interface ListOptions {
  readonly token: string;
  /** Of the seminars, newest first. */
  readonly ids: readonly number[];
}

const orders = ['seminar/', 'seminar/?order=earliest'] as const;

/** Each order misses, then hits with the same text, however it is compressed. @returns the list, newest first */
export async function readList(client: Client, { token, ids }: ListOptions): Promise<string> {
  const lists = [];
  for (const path of orders) {
    const expected = { status: 200, shows: idsOf(path, ids), token };
    const ask = `GET ${path}`;
    // A miss is compressed by Nginx, a hit by the application.
    const miss = await make(client, {
      ask,
      ...expected,
      ...accepting('gzip', { ...compressed, ...outcome('miss') }),
    });
    const hit = await make(client, {
      ask,
      ...expected,
      ...accepting('gzip', { ...compressed, ...outcome('hit') }),
    });
    const plain = await make(client, {
      ask,
      ...expected,
      ...accepting('identity', { ...uncompressed, ...outcome('hit') }),
    });
    lists.push(sameText([miss, hit, plain]));
  }
  return lists[0] ?? '';
}

const accepting = (encoding: string, withHeaders: Call['withHeaders']) => ({
  headers: { 'accept-encoding': encoding },
  withHeaders: { ...kept, ...withHeaders },
});

const idsOf = (path: string, ids: readonly number[]) =>
  (path === 'seminar/' ? ids : [...ids].reverse()).map((id) => ({ id }));

function sameText(answers: readonly Answer[]): string {
  const texts = [...new Set(answers.map(({ text }) => text))];
  const [text = ''] = texts;
  if (texts.length > 1)
    throw new UserError(`the same list came as ${texts.length} texts:\n${texts.join('\n')}`);
  if (text.length >= worthCompressing) return text;
  throw new UserError(`the list has ${text.length} characters, expected at least ${worthCompressing}`);
}

/** A client that has the list is told so until it changes. */
export async function askConditionally(client: Client, { token, ids }: ListOptions): Promise<void> {
  const { headers } = await make(client, { ask: 'GET seminar/', token, status: 200 });
  const etag = String(headers['etag']);
  const having = (tag: string) => ({ ask: 'GET seminar/', token, headers: { 'if-none-match': tag } });
  const unchanged = {
    status: 304,
    shows: '',
    withHeaders: { ...kept, ...uncompressed, etag, ...outcome('hit'), 'content-type': undefined },
  };
  await makeAll(client, [
    { ...having(etag), ...unchanged },
    {
      ...having(`"other", ${etag}`),
      headers: { 'if-none-match': etag, 'accept-encoding': 'gzip' },
      ...unchanged,
    },
    { ...having('"other"'), status: 200, shows: ids.map((id) => ({ id })) },
  ]);
}

/** Searches, which are never cached, and what looks like the list and is not. */
export function searchCalls({ token, ids }: ListOptions, waffles: number): Call[] {
  const search = (query: string, shows: unknown) => ({
    ask: `GET seminar/?${query}`,
    token,
    status: 200,
    shows,
    withHeaders: outcome(undefined),
  });
  const foreign = { headers: { host: 'foreign.example.com' } };
  return [
    search('name=WAFFLES', [{ id: waffles }]),
    search(
      'name=a',
      ids.map((id) => ({ id })),
    ),
    search(
      'name=a&order=earliest',
      [...ids].reverse().map((id) => ({ id })),
    ),
    search('name=100%25', []),
    { ask: 'GET seminar/?name=%20&page=7', token, status: 200, withHeaders: outcome('hit') },
    {
      ask: 'GET seminar?order=earliest',
      token,
      status: 301,
      withHeaders: { location: '/api/v1/seminar/?order=earliest' },
    },
    {
      ask: 'GET seminar/',
      token,
      ...foreign,
      ...refusal(400, 'detail', 'This host name is not served here.'),
    },
    { ask: 'HEAD seminar/', token, status: 200, shows: '' },
  ];
}

/** The next list shows a write. */
export async function seeWrite(client: Client, token: string, write: Call, shows: unknown): Promise<void> {
  await make(client, write);
  for (const value of ['miss', 'hit'] as const) {
    await make(client, { ask: 'GET seminar/', token, status: 200, shows, withHeaders: outcome(value) });
  }
}
