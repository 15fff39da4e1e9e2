import { expect, test } from '@jest/globals';

import { expectedList } from '../data/sample-data';
import { problemOf } from './answers';

const right = expectedList();
const changed = right.map((item, index) => (index === 7 ? { ...item, participant_count: 99 } : item));

test('the expected list has no problem', () => {
  expect(problemOf({ status: 200, text: JSON.stringify(right) }, {})).toBeUndefined();
});

test.each([
  ['one changed number', 200, JSON.stringify(changed), /^seminar 8 of the list/],
  ['a missing seminar', 200, JSON.stringify(right.slice(1)), /^49 seminars instead of 50/],
  ['the other order', 200, JSON.stringify(right.toReversed()), /^seminar 1 of the list/],
  ['no JSON', 200, '<html>', /^no list: <html>/],
  ['a refusal', 502, 'Bad Gateway', /^status 502/],
])('%s is a problem', (_what, status, text, problem) => {
  expect(problemOf({ status, text }, {})).toMatch(problem);
});
