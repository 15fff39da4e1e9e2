import { UserError } from '../../bin/io/errors';
import { median, ratio } from '../statistics';
import type { ListRequest } from './list-requests';
import type { Answer, ListSite } from './list-site';
import { middleCursor } from './middle-cursor';

/** The same page of a list with few posts and with many. */
export interface MeasuredList {
  readonly list: string;
  readonly filters: string;
  readonly ordering: string;
  readonly page: 'first' | 'middle';
  /** Of each round, in its order. */
  readonly few: number[];
  readonly many: number[];
  readonly results: { readonly few: number; readonly many: number };
}

interface Pair {
  readonly few: ListSite;
  readonly many: ListSite;
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly signal: AbortSignal;
  /** Before each request: nothing is answered from a cache. */
  readonly emptyCache: () => Promise<unknown>;
  readonly onRound?: (round: number) => void;
}

/** What is above so much of its time after the rounds is measured for as many again, twice: one slow moment is no slow list. */
const closerLook = 1.5;

interface Probe {
  readonly measured: MeasuredList;
  readonly paths: { readonly few: string; readonly many: string };
}

/** By turns, every second round in the other order, after one that only warms up. @throws UserError */
export async function measureLists(
  requests: readonly ListRequest[],
  sites: Pair,
  options: MeasureOptions,
): Promise<MeasuredList[]> {
  const probes = await findProbes(requests, sites);
  await round(probes, sites, options, 0, false);
  for (let number = 1; number <= options.rounds; number += 1) {
    await round(probes, sites, options, number, true);
    options.onRound?.(number);
  }
  const slow = probes.filter(({ measured }) => (timesOf(measured) ?? 0) > closerLook);
  for (let number = 1; number <= 2 * options.rounds; number += 1)
    await round(slow, sites, options, number, true);
  return probes.map(({ measured }) => measured);
}

export const timesOf = ({ few, many }: MeasuredList) => ratio(median(many), median(few));

async function round(
  probes: readonly Probe[],
  sites: Pair,
  { signal, emptyCache }: MeasureOptions,
  number: number,
  counts: boolean,
): Promise<void> {
  const names = number % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const);
  for (const { measured, paths } of probes) {
    for (const name of names) {
      signal.throwIfAborted();
      await emptyCache();
      const { ms } = await sites[name].ask(paths[name]);
      if (counts) measured[name].push(ms);
    }
  }
}

/** The first page of each list, and the one in the middle of those that have one. */
async function findProbes(requests: readonly ListRequest[], sites: Pair): Promise<Probe[]> {
  const problems: string[] = [];
  const probes: Probe[] = [];
  for (const request of requests) {
    const answers = { few: await sites.few.ask(request.path), many: await sites.many.ask(request.path) };
    for (const { status, text } of Object.values(answers))
      if (status !== 200) problems.push(`${request.path}: ${status} ${text.slice(0, 200)}`);
    if (problems.length > 0) continue;
    probes.push(probe(request, 'first', answers, { few: request.path, many: request.path }));
    probes.push(...(await middleOf(request, sites, answers)));
  }
  if (problems.length > 0) throw new UserError(`These lists are not answered:\n${problems.join('\n')}`);
  return probes;
}

async function middleOf(request: ListRequest, sites: Pair, first: Both<Answer>): Promise<Probe[]> {
  const next = { few: nextOf(first.few), many: nextOf(first.many) };
  if (!request.hasMiddle || next.few === undefined || next.many === undefined) return [];
  const pathOf = (cursor: string, { posts }: ListSite) =>
    `${request.path}${request.path.includes('?') ? '&' : '?'}cursor=${middleCursor(cursor, posts)}`;
  const paths = { few: pathOf(next.few, sites.few), many: pathOf(next.many, sites.many) };
  const answers = { few: await sites.few.ask(paths.few), many: await sites.many.ask(paths.many) };
  return [probe(request, 'middle', answers, paths)];
}

interface Both<T> {
  readonly few: T;
  readonly many: T;
}

function probe(
  { list, filters, ordering }: ListRequest,
  page: MeasuredList['page'],
  { few, many }: Both<Answer>,
  paths: Both<string>,
): Probe {
  const results = { few: resultsOf(few), many: resultsOf(many) };
  return { measured: { list, filters, ordering, page, few: [], many: [], results }, paths };
}

interface PageBody {
  readonly results?: readonly unknown[];
  readonly next?: string | null;
}

const nextOf = ({ text }: Answer) => (JSON.parse(text) as PageBody).next ?? undefined;

function resultsOf({ text }: Answer): number {
  const body = JSON.parse(text) as PageBody | readonly unknown[];
  return Array.isArray(body) ? body.length : ((body as PageBody).results?.length ?? 0);
}
