import { expect, test } from '@jest/globals';
import { weeklyCron } from './cron';
import { weekdays } from './working-hours';

test.each([
  [['Mon', 'Wed'], 460, 'cron(40 7 ? * MON,WED *)'],
  [weekdays, 1080, 'cron(0 18 ? * * *)'],
  [['Mon', 'Sun'], 0, 'cron(0 0 ? * MON,SUN *)'],
  [['Mon', 'Sat'], -10, 'cron(50 23 ? * FRI,SUN *)'],
  [weekdays, -1, 'cron(59 23 ? * * *)'],
] as const)('minute %j %i is %s', (days, minute, expression) => {
  expect(weeklyCron(days, minute)).toBe(expression);
});
