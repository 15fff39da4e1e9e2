import { expect, test } from '@jest/globals';
import { parseSettings } from '../config/parse-settings';
import { freeTierPropsOf } from './free-tier-props';

test('without working hours the machines run all month', () => {
  expect(freeTierPropsOf(parseSettings({ accountPlan: 'older' }))).toEqual({
    account: 'older',
    region: undefined,
  });
});

test('working hours count from the start of the database on', () => {
  const settings = parseSettings({ workingHours: 'Mon-Fri 08:00-18:00', region: 'ap-northeast-2' });
  // 10 hours and 20 minutes on five of seven days.
  expect(freeTierPropsOf(settings)).toEqual({
    account: 'credit-paid',
    region: 'ap-northeast-2',
    machineHours: 225,
  });
});
