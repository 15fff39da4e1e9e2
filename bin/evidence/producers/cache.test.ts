import { expect, test } from '@jest/globals';
import { failedClaims } from '../testing/failed-claims';
import { judgeCache, readSections } from './cache';

const read = (outcome: string, queries: number, status = '200 OK') =>
  [
    `HTTP/1.1 ${status}`,
    ...(outcome === 'none' ? [] : [`X-Cache: ${outcome}`]),
    `Server-Timing: total;dur=3.1, sql;desc="${queries} ${queries === 1 ? 'query' : 'queries'}"`,
  ].join('\r\n');

const well = {
  'read-0': read('miss', 1),
  'read-1': read('hit', 0),
  'read-2': read('miss', 2),
  'read-3': read('hit', 0),
  'read-4': read('none', 1),
  'read-5': read('none', 1),
  keys: 'seminar-list:default 60\nseminar-list:earliest 59',
  page: '<html>',
  later: '',
};

const seen = (changes: Readonly<Record<string, string>> = {}) =>
  readSections(
    Object.entries({ ...well, ...changes })
      .map(([name, text]) => `=== ${name}\n${text}\n`)
      .join(''),
  );

test('a list that is cached as it should be is shown', () => {
  expect(failedClaims(judgeCache(seen()))).toEqual([]);
});

const cached = 'while cached, each ordering has a key with a time to live';
const gone = 'after that time both are gone';

test.each([
  ['a first read that hits', { 'read-0': read('hit', 0) }, 'the first read of the list asks the database'],
  ['a miss without SQL', { 'read-2': read('miss', 0) }, 'the first read by ?order=earliest asks it too'],
  ['a hit that made SQL', { 'read-1': read('hit', 1) }, 'the second one does not'],
  ['a second read that misses', { 'read-1': read('miss', 1) }, 'the second one does not'],
  ['a miss that is said to be a hit', { 'read-3': read('hit', 2) }, 'the second one does not either'],
  ['a search that is kept', { 'read-5': read('hit', 0) }, 'nor is the same one again'],
  ['a search without SQL', { 'read-4': read('none', 0) }, 'a search is never cached'],
  ['a search that is refused', { 'read-4': read('none', 1, '500 Error') }, 'a search is never cached'],
  ['no key', { keys: '' }, cached],
  ['a key of one ordering alone', { keys: 'seminar-list:default 60' }, cached],
  ['a key too many', { keys: `${well.keys}\nseminar-list:name 60` }, cached],
  ['a key without a time to live', { keys: 'seminar-list:default 60\nseminar-list:earliest -1' }, cached],
  ['a key that lives longer', { keys: 'seminar-list:default 60\nseminar-list:earliest 3600' }, cached],
  ['a key that is still there later', { later: 'seminar-list:default 1' }, gone],
])('%s is shown as failed', (_, changes, claim) => {
  expect(failedClaims(judgeCache(seen(changes)))).toEqual([claim]);
});

test('keys that nobody looked for later are not gone', () => {
  const sections = new Map([...seen()].filter(([name]) => name !== 'later'));
  expect(failedClaims(judgeCache(sections))).toEqual([gone]);
});

test('a read that does not say how many statements it made is no evidence', () => {
  const silent = seen({ 'read-1': 'HTTP/1.1 200 OK\r\nX-Cache: hit' });
  expect(() => judgeCache(silent)).toThrow('did not say how many statements');
});
