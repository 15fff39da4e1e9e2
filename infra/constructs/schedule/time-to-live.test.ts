import { expect, test } from '@jest/globals';
import { endOfLife, parseTimeToLive, timeToLiveProblem } from './time-to-live';

test.each([
  ['1h', 1],
  ['8h', 8],
  ['3d', 72],
  [' 90 D ', 2160],
])('%s are %i hours', (text, hours) => {
  expect(parseTimeToLive(text)).toEqual({ hours });
});

test.each([
  ['8', 'it is not a whole number followed by h (hours) or d (days)'],
  ['1.5h', 'it is not a whole number followed by h (hours) or d (days)'],
  ['-1h', 'it is not a whole number followed by h (hours) or d (days)'],
  ['2w', 'it is not a whole number followed by h (hours) or d (days)'],
  ['0h', 'it would end before the deploy does'],
  ['91d', 'it is longer than 90 days'],
])('%s is refused', (text, problem) => {
  expect(timeToLiveProblem(text)).toBe(problem);
  expect(() => parseTimeToLive(text)).toThrow(new RangeError(`Time to live "${text}": ${problem}.`));
});

test.each([
  ['2026-11-21T10:00:00.000Z', '8h', '2026-11-21T18:00:00.000Z'],
  ['2026-11-21T10:00:00.001Z', '8h', '2026-11-21T19:00:00.000Z'],
  ['2026-11-21T10:59:59.999Z', '8h', '2026-11-21T19:00:00.000Z'],
  ['2026-12-31T23:15:00.000Z', '1d', '2027-01-02T00:00:00.000Z'],
])('from %s, %s end at %s', (now, text, end) => {
  expect(endOfLife(new Date(now), parseTimeToLive(text)).toISOString()).toBe(end);
});
