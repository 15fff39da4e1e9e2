import { expect, test } from '@jest/globals';

import { boundsOfMonth, daysOfMonth } from './month';

test.each([
  ['2026-11', '2026-11-30'],
  ['2026-12', '2026-12-31'],
  ['2024-02', '2024-02-29'],
  ['2100-02', '2100-02-28'],
  ['1000-01', '1000-01-31'],
  ['9999-12', '9999-12-31'],
])('%s ends on %s', (month, last) => {
  const days = daysOfMonth(month);
  expect(boundsOfMonth(month)).toEqual([`${month}-01`, last]);
  expect([days[0], days.at(-1)]).toEqual([`${month}-01`, last]);
  expect(days).toHaveLength(Number(last.slice(-2)));
});
