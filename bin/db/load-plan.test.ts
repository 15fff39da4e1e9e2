import { describe, expect, test } from '@jest/globals';
import { planLoad, refuseUnusable, showRows } from './load-plan';
import type { DumpFacts } from './scan-dump';

const table = { name: 'User', drops: true, creates: true, inserts: true };
const whole: DumpFacts = {
  complete: true,
  tables: [table],
  databases: [],
  adaptations: {},
  storedPrograms: 0,
  foreignCollations: [],
};
const server = { database: 'waffle', rows: new Map([['User', 3]]), allowsTriggers: true };

describe('a file alone is refused', () => {
  test.each([
    ['that is incomplete', { complete: false }, 'dump.sql is no whole dump'],
    ['with two databases', { databases: ['a', 'b'] }, 'It holds 2 databases: a, b.'],
    ['with collations of MariaDB', { foreignCollations: ['x_uca1400'] }, 'MySQL does not know these'],
  ])('%s', (_which, facts, message) => {
    expect(() => refuseUnusable('dump.sql', { ...whole, ...facts }, false)).toThrow(message);
  });

  test('with everything that is wrong at once', () => {
    const facts = { ...whole, complete: false, databases: ['a', 'b'] };
    expect(() => refuseUnusable('dump.sql', facts, false)).toThrow(/no whole dump.*\n.*2 databases/);
  });

  test('unless it is wanted despite being incomplete', () => {
    expect(() => refuseUnusable('dump.sql', { ...whole, complete: false }, true)).not.toThrow();
  });
});

test('tables with rows are lost where the file drops them', () => {
  expect(planLoad(whole, server)).toEqual({ lost: [{ name: 'User', rows: 3 }], notes: [] });
  expect(planLoad(whole, { ...server, rows: new Map([['User', 0]]) }).lost).toEqual([]);
});

test('what would break off in the middle is refused before it begins', () => {
  const facts = { ...whole, tables: [{ ...table, drops: false }], storedPrograms: 2 };
  expect(() => planLoad(facts, { ...server, allowsTriggers: false })).toThrow(
    /without dropping them first: User.\nIt holds 2 triggers or functions.*\nNothing was changed./,
  );
});

test('each reason to refuse has its way out', () => {
  const tables = ['User', 'Seminar'].map((name) => ({ ...table, name, drops: false }));
  const facts = { ...whole, tables, storedPrograms: 1 };
  const rows = new Map(tables.map(({ name }) => [name, 1]));
  expect(() => planLoad(facts, { ...server, rows, allowsTriggers: false })).toThrow(
    expect.objectContaining({ fix: expect.stringMatching(/--add-drop-table.*\nwaffle up sets it to 1/) }),
  );
});

test('what is done otherwise than the file says is said', () => {
  const facts = { ...whole, complete: false, databases: ['local'], adaptations: { definer: 2 } };
  expect(planLoad(facts, server).notes).toEqual([
    expect.stringMatching(/^2 × DEFINER clauses taken out/),
    'It was made of the database local; all goes into waffle.',
    'It is incomplete; what is missing stays missing.',
  ]);
});

test('rows added to rows are said', () => {
  const facts = { ...whole, tables: [{ ...table, drops: false, creates: false }] };
  expect(planLoad(facts, server).notes).toEqual(['It adds to rows that are there: User.']);
});

test('rows are shown before and after', () => {
  expect(
    showRows(
      new Map([['b', 10]]),
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    ),
  ).toBe(
    [
      'table  rows before  rows after',
      'a                –           1',
      'b               10           2',
    ].join('\n'),
  );
});
