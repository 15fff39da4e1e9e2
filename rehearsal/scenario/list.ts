import { cacheHeader } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { type Call, make, makeSoon } from '../call';
import type { Answer, ApiClient } from '../client';

/** Of every answer that the cache gives: who keeps it, and that it is said once what it varies with. */
const kept = { etag: /^W\/"[\w-]+"$/, 'cache-control': 'private, no-cache', vary: 'Accept-Encoding' };
const outcome = (value: 'hit' | 'miss' | undefined) => ({ [cacheHeader.toLowerCase()]: value });

/** What is accepted, what comes of it. Nginx compresses the miss, the application has the hit compressed already. */
const readings = [
  { accepts: 'gzip', withHeaders: { ...kept, ...outcome('miss'), 'content-encoding': 'gzip' } },
  { accepts: 'gzip', withHeaders: { ...kept, ...outcome('hit'), 'content-encoding': 'gzip' } },
  { accepts: 'identity', withHeaders: { ...kept, ...outcome('hit'), 'content-encoding': undefined } },
] as const;

/** Nginx leaves what is shorter as it is, and then nobody learns how it treats the rest. */
const worthCompressing = 1024;

export interface ListOptions {
  readonly token: string;
  /** Of the seminars, newest first. */
  readonly ids: readonly number[];
}

const items = (ids: readonly number[]) => ids.map((id) => ({ id }));

/** Each order misses, then hits with the same text, compressed or not. @returns the list, newest first */
export async function readList(client: ApiClient, { token, ids }: ListOptions): Promise<string> {
  const read = async (ask: string, shows: unknown) => {
    const answers = [];
    for (const { accepts, withHeaders } of readings) {
      const headers = { 'accept-encoding': accepts };
      answers.push(await makeSoon(client, { ask, token, headers, status: 200, shows, withHeaders }));
    }
    return sameText(answers);
  };
  await read('GET seminar/?order=earliest', items([...ids].reverse()));
  return read('GET seminar/', items(ids));
}

function sameText(answers: readonly Answer[]): string {
  const texts = [...new Set(answers.map(({ text }) => text))];
  const [text = ''] = texts;
  if (texts.length > 1) throw new UserError(`the same list came as several texts:\n${texts.join('\n')}`);
  if (text.length >= worthCompressing) return text;
  throw new UserError(`the list has ${text.length} characters, expected at least ${worthCompressing}`);
}

/** A client that has the list is told so, without the list. */
export async function askConditionally(client: ApiClient, { token, ids }: ListOptions): Promise<void> {
  const { headers } = await make(client, { ask: 'GET seminar/', token, status: 200 });
  const etag = String(headers['etag']);
  const having = (tags: string) => ({
    ask: 'GET seminar/',
    token,
    headers: { 'if-none-match': tags, 'accept-encoding': 'gzip' },
  });
  const without = { 'content-type': undefined, 'content-encoding': undefined };
  const unchanged = { status: 304, shows: '', withHeaders: { ...kept, ...outcome('hit'), ...without, etag } };
  await makeSoon(client, { ...having(etag), ...unchanged });
  await makeSoon(client, { ...having(`"other", ${etag}`), ...unchanged });
  await make(client, { ...having('"other"'), status: 200, shows: items(ids) });
}

/** Searches, which are never cached, and other ways to ask for the whole list. */
export function searchCalls({ token, ids }: ListOptions, waffles: number): Call[] {
  const search = (query: string, found: readonly number[]) => ({
    ask: `GET seminar/?${query}`,
    token,
    status: 200,
    shows: items(found),
    withHeaders: outcome(undefined),
  });
  const cached = { [cacheHeader.toLowerCase()]: /^(hit|miss)$/ };
  return [
    search('name=WAFFLES', [waffles]),
    search('name=a', ids),
    search('name=a&order=earliest', [...ids].reverse()),
    search('name=100%25', []),
    { ...search('name=%20&page=7', ids), withHeaders: cached },
    { ...search('order=oldest', ids), withHeaders: cached },
    { ask: 'HEAD seminar/', token, status: 200, shows: '' },
  ];
}

/** The next list shows a write. */
export async function seeWrite(client: ApiClient, token: string, write: Call, shows: unknown): Promise<void> {
  await make(client, write);
  const list = { ask: 'GET seminar/', token, status: 200, shows };
  await make(client, { ...list, withHeaders: outcome('miss') });
  await makeSoon(client, { ...list, withHeaders: outcome('hit') });
}
