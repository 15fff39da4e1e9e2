import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { findOverlap, type Meeting, minuteOf, overlap, timeOf } from './meeting-times';

const minute = fc.nat({ max: 24 * 60 - 1 });
/** Of few weekdays and often short, so that some overlap and some touch. */
const meeting: fc.Arbitrary<Meeting> = fc
  .record({ weekday: fc.nat({ max: 2 }), times: fc.uniqueArray(minute, { minLength: 2, maxLength: 2 }) })
  .map(({ weekday, times }) => ({
    weekday,
    startMinute: Math.min(...times),
    endMinute: Math.max(...times),
  }));

/** Each minute of the week that it takes. */
const minutesOf = ({ weekday, startMinute, endMinute }: Meeting) =>
  Array.from({ length: endMinute - startMinute }, (_, index) => weekday * 10_000 + startMinute + index);

const shareMinute = (a: Meeting, b: Meeting) => {
  const minutes = new Set(minutesOf(a));
  return minutesOf(b).some((one) => minutes.has(one));
};

test('two meetings overlap where they share a minute, and only there', () => {
  fc.assert(
    fc.property(meeting, meeting, (a, b) => overlap(a, b) === shareMinute(a, b)),
    { numRuns: 2_000 },
  );
});

test('of many meetings two are found where any minute is taken twice', () => {
  const some = fc.array(meeting, { maxLength: 8 });
  const isRight = (meetings: Meeting[]) => {
    const minutes = meetings.flatMap(minutesOf);
    const found = findOverlap(meetings);
    const isTwice = new Set(minutes).size < minutes.length;
    return isTwice ? found !== undefined && shareMinute(...found) : found === undefined;
  };
  fc.assert(fc.property(some, isRight), { numRuns: 2_000 });
});

test('what touches does not overlap', () => {
  const first = { weekday: 0, startMinute: 540, endMinute: 600 };
  expect(overlap(first, { ...first, startMinute: 600, endMinute: 660 })).toBe(false);
  expect(overlap(first, { ...first, weekday: 1 })).toBe(false);
});

test('every time of a day is the minute that it was', () => {
  for (let number = 0; number < 24 * 60; number++) expect(minuteOf(timeOf(number))).toBe(number);
});
