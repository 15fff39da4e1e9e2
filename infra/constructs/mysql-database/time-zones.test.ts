import { expect, test } from '@jest/globals';
import { timeZoneProblem, timeZones } from './time-zones';

test.each(timeZones)('%s is a time zone of the IANA database', (timeZone) => {
  expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
  expect(timeZoneProblem(timeZone)).toBeUndefined();
});

test.each([
  ['America/New_York', 'US/East-Indiana, US/Eastern'],
  ['America/Los_Angeles', 'America/Tijuana, US/Pacific'],
  ['Asia/Kolkata', 'Asia/Calcutta'],
  ['Europe/Berlin', 'Europe/Amsterdam, Europe/Paris, Europe/Prague'],
])('%s, which RDS does not offer, leads to %s', (given, offered) => {
  expect(timeZoneProblem(given, 2026)).toBe(
    `RDS does not offer this time zone; the clocks of ${offered} show the same in 2026`,
  );
});

test('a time zone without a double is refused, and so is what is none', () => {
  expect(timeZoneProblem('Australia/Lord_Howe', 2026)).toBe('RDS does not offer this time zone');
  expect(timeZoneProblem('Asia/Soul', 2026)).toBe('there is no time zone of this name');
});
