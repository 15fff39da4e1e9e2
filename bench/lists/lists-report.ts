import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { median, rounded } from '../statistics';
import { type MeasuredList, timesOf } from './measure-lists';

export interface ListsReport {
  readonly startedAt: string;
  readonly rounds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly posts: { readonly few: number; readonly many: number };
  readonly lists: readonly MeasuredList[];
}

/** Of the time with few posts. */
const limit = 2;

export const judgeLists = ({ lists }: ListsReport) => {
  const slow = lists.filter((list) => !((timesOf(list) ?? Infinity) <= limit));
  return { slow, holds: lists.length > 0 && slow.length === 0 };
};

/** One row a list and what it is narrowed by: its orders and pages together, and the slowest of them. */
export function listsMarkdown(report: ListsReport): string {
  const { startedAt, rounds, environment, posts, lists } = report;
  const { slow, holds } = judgeLists(report);
  const groups = grouped(lists);
  const few = inGroups(posts.few);
  const many = inGroups(posts.many);
  return `# Lists with ${few} posts and with ${many}

${lists.length} pages of lists, ${rounds} rounds by turns on ${startedAt.slice(0, 10)}, medians, nothing from a cache. Made by \`npm run bench:lists\`.

At most ${limit} times as long with ${many} posts as with ${few}: **${holds ? 'holds' : `MISSED by ${slow.length}`}**.

| list | narrowed by | pages | ms, ${few} | ms, ${many} | times | the slowest of them |
| --- | --- | ---: | ---: | ---: | ---: | --- |
${groups.map(row).join('\n')}

${Object.entries(environment)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join('\n')}
`;
}

function grouped(lists: readonly MeasuredList[]): MeasuredList[][] {
  const groups = new Map<string, MeasuredList[]>();
  for (const list of lists) {
    const name = `${list.list} ${list.filters}`;
    groups.set(name, [...(groups.get(name) ?? []), list]);
  }
  return [...groups.values()];
}

function row(lists: readonly MeasuredList[]): string {
  const [{ list = '', filters = '' } = {}] = lists;
  const medians = (name: 'few' | 'many') => rounded(median(lists.map((each) => median(each[name]) ?? 0)));
  const times = rounded(median(lists.map((each) => timesOf(each) ?? 0)));
  const cells = [`\`${list}\``, filters, lists.length, medians('few'), medians('many'), times];
  return `| ${cells.join(' | ')} | ${slowestOf(lists)} |`;
}

function slowestOf(lists: readonly MeasuredList[]): string {
  const [slowest] = lists.toSorted((a, b) => (timesOf(b) ?? 0) - (timesOf(a) ?? 0));
  if (slowest === undefined || lists.length === 1) return '';
  return `${rounded(timesOf(slowest))}: ${slowest.page} page${slowest.ordering && `, ${slowest.ordering}`}`;
}

const inGroups = (number: number) => number.toLocaleString('en-US');

/** Writes the table and the figures. */
export async function writeListsReport(directory: string, report: ListsReport): Promise<void> {
  await mkdir(directory, { recursive: true });
  const lists = report.lists.map(({ few, many, ...list }) => ({
    ...list,
    fewMs: rounded(median(few)),
    manyMs: rounded(median(many)),
    times: rounded(timesOf({ ...list, few, many })),
    rounds: few.length,
  }));
  const figures = { ...report, holds: judgeLists(report).holds, lists };
  await writeFile(path.join(directory, 'lists.json'), `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(path.join(directory, 'lists.md'), listsMarkdown(report));
}
