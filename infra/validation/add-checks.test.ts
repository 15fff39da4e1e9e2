import { expect, test } from '@jest/globals';
import { rules } from '../free-tier/rules';
import { createTestStacks } from '../testing/synthesize';
import { parseSettings } from '../config/parse-settings';
import { freeTierPropsOf } from './add-checks';

const now = new Date('2026-11-21T10:15:00Z');

test('the machines run all month where there are no working hours', () => {
  expect(freeTierPropsOf({ settings: parseSettings({ accountPlan: 'older' }), now })).toMatchObject({
    account: 'older',
    region: undefined,
    date: '2026-11-21',
  });
});

test('working hours count from the start of the database on', () => {
  const settings = parseSettings({ workingHours: 'Mon-Fri 08:00-18:00', region: 'ap-northeast-2' });
  // 10 hours and 20 minutes on five of seven days.
  expect(freeTierPropsOf({ settings, now })).toMatchObject({
    account: 'credit-paid',
    region: 'ap-northeast-2',
    date: '2026-11-21',
    machineHours: 225,
  });
});

test.each([
  ['instanceType=t3.large', '-c instanceType=t3.micro, which every kind of account may run; or'],
  ['databaseInstanceClass=db.t4g.small', '-c databaseInstanceClass=db.t3.micro; or'],
  ['databaseStorageGiB=40', '-c databaseStorageGiB=20; or -c paidChoices="FreeTier-DatabaseStorage='],
  ['databaseBackupDays=14', '-c databaseBackupDays=1; or'],
  ['databaseOnDelete=snapshot', '-c databaseOnDelete=delete; or'],
  ['databaseVersion=8.4.7', '-c databaseVersion=8.4.10, or a later one; or'],
])('%s is refused with what to type', (setting, fix) => {
  const [name = '', value] = setting.split('=');
  const { app } = createTestStacks({ [name]: value });
  expect(() => app.synth()).toThrow(fix);
});

test('every rule with words of its own exists', () => {
  const { fixes } = freeTierPropsOf({ settings: parseSettings({}), now });
  expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(fixes ?? {})));
});
