import { describe, expect, test } from '@jest/globals';
import { hoursPerMonth, parseWorkingHours, weekdays, workingHoursProblem } from './working-hours';

const eight = 8 * 60;

describe('understood', () => {
  test.each([
    ['Mon-Fri 08:00-18:00', ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], eight, 18 * 60],
    ['Mon,Wed 09:00-12:30', ['Mon', 'Wed'], 9 * 60, 12 * 60 + 30],
    ['daily 08:00-20:00', weekdays, eight, 20 * 60],
    ['wed, MON-TUE 8:00 - 18:00', ['Mon', 'Tue', 'Wed'], eight, 18 * 60],
    ['Sat-Mon 08:00-18:00', ['Mon', 'Sat', 'Sun'], eight, 18 * 60],
    ['Fri-Sat 20:00-02:00', ['Fri', 'Sat'], 20 * 60, 2 * 60],
  ] as const)('%s', (text, days, opensAt, closesAt) => {
    expect(parseWorkingHours(text)).toEqual({ days, opensAt, closesAt });
  });
});

describe('refused', () => {
  test.each([
    ['8-18', 'it is not days followed by a range of times'],
    ['08:00-18:00', 'it is not days followed by a range of times'],
    ['Mon-Fri', 'it is not days followed by a range of times'],
    ['Mon-Fri 8am-6pm', 'it is not days followed by a range of times'],
    [
      'Mon-Fry 08:00-18:00',
      '"Mon-Fry" is neither a day (Mon, Tue, Wed, Thu, Fri, Sat, Sun) nor a range of days',
    ],
    ['Mon,,Wed 08:00-18:00', '"" is neither a day (Mon, Tue, Wed, Thu, Fri, Sat, Sun) nor a range of days'],
    [
      'Mon-Wed-Fri 08:00-18:00',
      '"Mon-Wed-Fri" is neither a day (Mon, Tue, Wed, Thu, Fri, Sat, Sun) nor a range of days',
    ],
    ['Mon 08:00-24:00', 'it has a time that no clock shows; 00:00 to 23:59 do exist'],
    ['Mon 08:60-18:00', 'it has a time that no clock shows; 00:00 to 23:59 do exist'],
    ['daily 08:00-08:00', 'it is open for less than an hour'],
    ['daily 08:00-08:59', 'it is open for less than an hour'],
    ['daily 08:00-07:01', 'it is closed for less than an hour'],
  ])('%s', (text, problem) => {
    expect(workingHoursProblem(text)).toBe(problem);
    expect(() => parseWorkingHours(text)).toThrow(new RangeError(`Working hours "${text}": ${problem}.`));
  });
});

test.each([
  ['daily 08:00-20:00', 0, 365],
  ['Mon-Fri 08:00-18:00', 0, (730 * 50) / 168],
  ['Mon-Fri 08:00-18:00', 30, (730 * 52.5) / 168],
  ['Fri 20:00-02:00', 0, (730 * 6) / 168],
  ['daily 08:00-07:00', 90, 730],
])('%s with %i minutes before are %f hours a month', (text, leadMinutes, hours) => {
  expect(hoursPerMonth(parseWorkingHours(text), leadMinutes)).toBeCloseTo(hours, 6);
});
