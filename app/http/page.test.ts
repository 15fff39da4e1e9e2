import { describe, expect, test } from '@jest/globals';

import { InvalidFields } from '../errors';
import { answerPage, ascending, descending, openPage, type PageQuery, writeCursor } from './page';

const byId = [descending('id')] as const;
const byLikes = [descending('likes'), ascending('id')] as const;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => count - index);
const answer = (query: PageQuery, rows: readonly number[]) =>
  answerPage(
    openPage('-id', byId, query),
    rows,
    (id) => [id],
    (id) => ({ id }),
  );

test('a page without a cursor begins with the list', () => {
  expect(openPage('-id', byId, {})).toEqual({
    orderName: '-id',
    limit: 20,
    where: 'TRUE',
    values: [],
    orderBy: 'id DESC',
  });
});

test('a cursor goes on behind its place in each column', () => {
  const cursor = writeCursor('-likes', [5, 12]);
  expect(openPage('-likes', byLikes, { cursor, limit: 7 })).toEqual({
    orderName: '-likes',
    limit: 7,
    where: '((likes < ?) OR (likes = ? AND id > ?))',
    values: [5, 5, 12],
    orderBy: 'likes DESC, id ASC',
  });
});

test('a page that is followed by rows names the next one', () => {
  const { results, next } = answer({ limit: 3 }, numbers(4));
  expect(results).toEqual([{ id: 4 }, { id: 3 }, { id: 2 }]);
  expect(openPage('-id', byId, { cursor: next ?? '' }).values).toEqual([2]);
});

test.each([0, 1, 3])('the last page, of %i rows, names no other', (count) => {
  expect(answer({ limit: 3 }, numbers(count))).toMatchObject({ next: null });
});

describe('a cursor is refused', () => {
  const written = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  test.each([
    ['that is no text of ours', 'x'],
    ['that is no list', written({})],
    ['of another order', writeCursor('id', [1])],
    ['of fewer columns', writeCursor('-id', [])],
    ['of more columns', writeCursor('-id', [1, 2])],
    ['with a text', written(['-id', '1'])],
    ['with a part of a number', written(['-id', 1.5])],
    ['with nothing', written(['-id', null])],
  ])('%s', (_, cursor) => {
    const open = () => openPage('-id', byId, { cursor });
    expect(open).toThrow(InvalidFields);
    expect(open).toThrow(expect.objectContaining({ fields: { cursor: ['Invalid cursor.'] } }));
  });
});
