import { expect, test } from '@jest/globals';

import { publicDocument } from '../../app/openapi/api';
import { combinations, listRequests } from './list-requests';
import { judgeLists, listsMarkdown, type ListsReport } from './lists-report';
import type { MeasuredList } from './measure-lists';
import { middleCursor } from './middle-cursor';

const scene = {
  school: 1,
  board: 2,
  department: 3,
  course: 8,
  reader: 4,
  author: 5,
  quietAuthor: 6,
  post: 7,
};
const requests = listRequests(scene);

interface Get {
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: { readonly 200?: { readonly content?: Record<string, { readonly schema: Schema }> } };
}
interface Schema {
  readonly type?: string;
  readonly properties?: { readonly results?: unknown };
}
const { paths } = publicDocument('test') as unknown as { paths: Record<string, { get?: Get }> };
const getOf = (list: string) => paths[`/api/v1/${list}`]?.get;

const isList = (get: Get | undefined) => {
  const schema = get?.responses[200]?.content?.['application/json']?.schema;
  return schema?.type === 'array' || schema?.properties?.results !== undefined;
};

/** The seminars are measured by another bench; what waits for staff is for staff alone. */
const notMeasured = ['/api/v1/seminar/', '/api/v1/reports/'];

test('every list of the API is measured', () => {
  const lists = Object.keys(paths).filter((path) => isList(paths[path]?.get));
  const known = [...new Set(requests.map(({ list }) => `/api/v1/${list}`)), ...notMeasured];
  expect(lists.filter((path) => !known.includes(path))).toEqual([]);
});

test('every filter is one that the API documents', () => {
  const unknown = requests.filter(({ list, path }) => {
    const names = [...new URLSearchParams(path.split('?')[1]).keys()];
    const known = (getOf(list)?.parameters ?? []).map(({ name }) => name);
    return names.some((name) => !known.includes(name));
  });
  expect(unknown.map(({ path }) => path)).toEqual([]);
});

test('each filter is combined with each other one', () => {
  expect(combinations({ a: 1, b: 2 })).toEqual([{}, { a: 1 }, { b: 2 }, { a: 1, b: 2 }]);
  const posts = requests.filter(({ list }) => list === 'posts/');
  expect(new Set(posts.map(({ path }) => path)).size).toBe((2 ** 5 + 10) * 6);
});

test.each([
  [
    ['-created_at', 900],
    ['-created_at', 500],
  ],
  [
    ['likes', 7, 900],
    ['likes', 1, 500],
  ],
])('the cursor %j leads to the middle as %j', (next, middle) => {
  const encode = (place: readonly unknown[]) => Buffer.from(JSON.stringify(place)).toString('base64url');
  expect(middleCursor(encode(next), 1_000)).toBe(encode(middle));
});

const measured = (many: readonly number[], ordering = ''): MeasuredList => ({
  list: 'posts/',
  filters: '',
  ordering,
  page: 'first',
  few: [2, 4, 3],
  many: [...many],
  results: { few: 20, many: 20 },
});

const report = (...found: readonly MeasuredList[]): ListsReport => ({
  startedAt: '2026-11-22T00:00:00.000Z',
  rounds: 3,
  environment: {},
  posts: { few: 1_000, many: 1_000_000 },
  lists: found,
});

test('medians decide, and a single slow list is a miss', () => {
  expect(judgeLists(report(measured([6, 1, 9]))).holds).toBe(true);
  expect(judgeLists(report(measured([6, 6, 6]), measured([7, 7, 7]))).holds).toBe(false);
  expect(judgeLists(report()).holds).toBe(false);
});

test('the table shows a list once, with the slowest of its orders', () => {
  const text = listsMarkdown(report(measured([3, 3, 3]), measured([9, 9, 9], '-likes')));
  expect(text).toContain('| `posts/` |  | 2 | 3 | 6 | 2 | 3: first page, -likes |');
  expect(text).toContain('**MISSED by 1**');
});
