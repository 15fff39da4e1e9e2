import { expect, test } from '@jest/globals';
import { parseSettings } from '../config/parse-settings';
import { freeTierPropsOf } from './add-checks';

const now = new Date('2026-11-21T10:15:00Z');

test('without working hours the machines run all month', () => {
  expect(freeTierPropsOf({ settings: parseSettings({ accountPlan: 'older' }), now })).toEqual({
    account: 'older',
    region: undefined,
    date: '2026-11-21',
  });
});

test('working hours count from the start of the database on', () => {
  const settings = parseSettings({ workingHours: 'Mon-Fri 08:00-18:00', region: 'ap-northeast-2' });
  // 10 hours and 20 minutes on five of seven days.
  expect(freeTierPropsOf({ settings, now })).toEqual({
    account: 'credit-paid',
    region: 'ap-northeast-2',
    date: '2026-11-21',
    machineHours: 225,
  });
});
