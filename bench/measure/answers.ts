import { isDeepStrictEqual } from 'node:util';

import { UserError } from '../../bin/io/errors';
import { expectedList, type ListQuery, sampleData } from '../data/sample-data';

export const listPath = '/api/v1/seminar/';
/** Finds every seminar, so that the work is the same as for the whole list, and is never cached. */
export const namePath = `${listPath}?name=seminar`;

/** Other ways to find every seminar: each part of the word, in both orders, so that next to nobody asks for the same. */
export const manyNamePaths = partsOf('seminar').flatMap((name) => [
  `${listPath}?name=${name}`,
  `${listPath}?name=${name}&order=earliest`,
]) as [string, ...string[]];

function partsOf(word: string): string[] {
  const starts = [...word].map((_letter, index) => index);
  return starts.flatMap((start) => starts.slice(start).map((last) => word.slice(start, last + 1)));
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const timeoutMs = 10_000;

/** One GET, with the token unless `anonymous`. */
export async function ask(url: string, { anonymous = false } = {}): Promise<Answer> {
  const response = await fetch(url, {
    headers: {
      // As the load asks, so that Nginx compresses nothing.
      'Accept-Encoding': 'identity',
      ...(!anonymous && { Authorization: sampleData.authorization }),
    },
    signal: AbortSignal.timeout(timeoutMs),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await response.text(),
  };
}

export interface CheckedSite {
  readonly name: string;
  readonly origin: string;
  /** Answers every query, not only the whole list. */
  readonly hasQueries: boolean;
  /** Refuses requests without a token. */
  readonly checksToken: boolean;
}

/** Twice each where it is cached: as built, and as kept. */
const wholeLists: readonly ListQuery[] = [{}, {}];
const queries: readonly ListQuery[] = [
  ...wholeLists,
  { order: 'earliest' },
  { order: 'earliest' },
  { name: 'SEMINAR' },
  { name: 'android', order: 'earliest' },
  { name: 'no such' },
];

/** A stack that answers anything but the expected list is not worth measuring. @throws UserError */
export async function checkAnswers(site: CheckedSite): Promise<void> {
  for (const query of site.hasQueries ? queries : wholeLists) {
    const path = `${listPath}${queryString(query)}`;
    const problem = problemOf(await ask(`${site.origin}${path}`), query);
    if (problem !== undefined) throw new UserError(`${site.name} answers ${path} wrongly: ${problem}`);
  }
  if (!site.checksToken) return;
  const { status } = await ask(`${site.origin}${listPath}`, { anonymous: true });
  if (status !== 401)
    throw new UserError(`${site.name} answers ${status} to a request without a token, not 401.`);
}

/** What is wrong with an answer, undefined when nothing is. */
export function problemOf(
  { status, text }: Pick<Answer, 'status' | 'text'>,
  query: ListQuery,
): string | undefined {
  if (status !== 200) return `status ${status}\n${text.slice(0, 500)}`;
  const got = parse(text);
  const expected = expectedList(query);
  if (isDeepStrictEqual(got, expected)) return undefined;
  if (!Array.isArray(got)) return `no list: ${text.slice(0, 200)}`;
  if (got.length !== expected.length) return `${got.length} seminars instead of ${expected.length}`;
  const index = got.findIndex((item, position) => !isDeepStrictEqual(item, expected[position]));
  return `seminar ${index + 1} of the list is\n${JSON.stringify(got[index])}\ninstead of\n${JSON.stringify(expected[index])}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function queryString(query: ListQuery): string {
  const text = new URLSearchParams({ ...query }).toString();
  return text === '' ? '' : `?${text}`;
}
