import { expect, test } from '@jest/globals';
import { mysqlMinors, mysqlVersionProblem } from './mysql-version';

const on = (day: string) => new Date(`${day}T12:00:00Z`);

test.each([
  ['8.4.9', '2027-05-08'],
  ['8.4.8', '2027-02-03'],
  ['8.4.10', '2029-01-01'],
  ['8.4.11', '2026-11-21'],
])('%s may be used on %s', (version, day) => {
  expect(mysqlVersionProblem(version, on(day))).toBeUndefined();
});

test('a version whose support has ended is refused from the day after, with those that have some left', () => {
  expect(mysqlVersionProblem('8.4.8', on('2027-02-04'))).toBe(
    'its standard support ended on 2027-02-03; supported are 8.4.9 (until 2027-05-08), 8.4.10 (end not announced)',
  );
});

test('one that RDS no longer lists is refused', () => {
  expect(mysqlVersionProblem('8.4.3', on('2026-11-21'))).toMatch(
    /^its standard support has ended; supported are /,
  );
});

test('the minors are listed once, oldest first', () => {
  const patches = mysqlMinors.map(({ version }) => Number(version.split('.')[2]));
  expect(patches).toEqual([...new Set(patches)].sort((one, other) => one - other));
});
