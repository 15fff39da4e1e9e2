import { describe, expect, test } from '@jest/globals';
import cdkJson from '../../cdk.json';
import { parseSettings } from './parse-settings';
import { settingNames, type Settings } from './settings';
import { SettingsError, type SettingProblem } from './settings-error';

const problemsOf = (context: Record<string, unknown>): readonly SettingProblem[] => {
  try {
    parseSettings(context);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};

const tagsOf = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'value']));

test('cdk.json sets the name of the project and nothing else', () => {
  const isSetting = (key: string) => (settingNames as readonly string[]).includes(key);
  expect(Object.keys(cdkJson.context).filter(isSetting)).toEqual(['projectName']);
  expect(parseSettings(cdkJson.context)).toEqual(parseSettings({}));
});

test('the defaults are those of the design', () => {
  expect(parseSettings({})).toMatchObject({
    projectName: 'waffle-backend',
    instanceType: 't2.micro',
    machineImage: 'al2023',
    sshAddress: undefined,
    domain: undefined,
    databaseInstanceClass: 'db.t3.micro',
    databaseVersion: '8.4.9',
    databaseBackupDays: 1,
    accountPlan: 'credit-paid',
    region: undefined,
    timeZone: 'UTC',
    terminationProtection: 'off',
  });
});

test('the type has no certificate without a domain', () => {
  const settings = parseSettings({});
  // @ts-expect-error whoever writes settings by hand cannot ask for what would be ignored
  const wrong: Settings = { ...settings, domain: undefined, certificateEmail: 'you@example.com' };
  expect(wrong.domain).toBe(settings.domain);
});

test('numbers come as text from the command line', () => {
  expect(parseSettings({ databaseStorageGiB: '30' }).databaseStorageGiB).toBe(30);
});

test('every problem is listed at once with the way out', () => {
  const wrong = { sshAddress: '0.0.0.0/0', databaseBackupDays: '36', domian: 'api.example.com' };
  expect(() => parseSettings(wrong)).toThrow(
    new SettingsError([
      {
        setting: 'sshAddress',
        got: '0.0.0.0/0',
        reason: 'it would open SSH to the whole internet',
        allowed: 'one public IPv4 address followed by /32, such as 203.0.113.7/32, or empty for no SSH rule',
        change:
          '-c sshAddress="$(curl -4s https://checkip.amazonaws.com)/32"; empty, port 22 stays closed and Session Manager opens a shell',
      },
      {
        setting: 'databaseBackupDays',
        got: '36',
        reason: 'it is not a whole number from 0 to 35',
        allowed: 'a whole number from 0 to 35',
        change: '-c databaseBackupDays=1',
      },
      {
        setting: 'domian',
        got: 'api.example.com',
        reason: 'there is no setting of this name; did you mean domain?',
        allowed: settingNames.join(', '),
        change: 'rename domian to domain',
      },
    ]),
  );
});

test('the message reads as a numbered list', () => {
  expect(() => parseSettings({ machineImage: 'al2' })).toThrow(
    [
      '1 setting is wrong (docs/settings.md has them all):',
      '1. machineImage is "al2": there is no image of this name',
      '   allowed: al2023, debian13, ubuntu2404',
      '   change:  -c machineImage=al2023',
    ].join('\n'),
  );
});

describe('refused', () => {
  test.each([
    ['projectName', 'Waffle', 'it does not fit the names that AWS accepts everywhere'],
    ['projectName', 'aws-waffle', 'AWS keeps names that begin with aws, ssm or sg- for itself'],
    ['projectName', true, 'it is not text'],
    ['instanceType', 'micro', 'it is not the name of an instance type'],
    ['instanceType', 'foo.bar', 'CDK does not know the architecture of such a type, hence no image for it'],
    ['serverGeneration', '1.5', 'it is not a whole number from 1 to 1000000'],
    ['sshAddress', '203.0.113.0/24', 'it would open SSH to 256 addresses'],
    ['sshAddress', '203.0.113.7', 'it is not an IPv4 address with its prefix length'],
    ['sshAddress', '203.0.113.7/33', 'it is not an IPv4 address with its prefix length'],
    ['sshAddress', '::/0', 'it is not an IPv4 address with its prefix length'],
    ['sshAddress', '192.168.1.20/32', 'it is an address that never arrives over the internet'],
    ['sshAddress', '100.64.3.2/32', 'it is an address that never arrives over the internet'],
    ['domain', 'https://api.example.com/', 'it is not a host name'],
    ['domain', '203.0.113.7', 'it is not a host name'],
    [
      'domain',
      'ec2-203-0-113-7.compute-1.amazonaws.com',
      'certificate authorities refuse names under amazonaws.com',
    ],
    ['certificateEmail', 'you', 'it is not an e-mail address'],
    ['acmeServer', 'http://ca.example.com/dir', 'it is not an address that starts with https://'],
    ['databaseCaUrl', 'file:///ca.pem', 'it is not an address that starts with https:// or s3://'],
    ['databaseInstanceClass', 't3.micro', 'it is not the name of an RDS instance class'],
    ['databaseVersion', 8.4, 'it is not a complete version of MySQL'],
    [
      'databaseVersion',
      '8.0.46',
      'its standard support has ended: RDS bills Extended Support for it, about 146 USD a month',
    ],
    ['databaseVersion', '9.7.0', 'only the 8.4 series is known to work here'],
    ['databaseStorageGiB', 19, 'it is not a whole number from 20 to 65536'],
    ['databaseStorageGiB', 'many', 'it is not a whole number from 20 to 65536'],
    ['databaseOnDelete', 'retain', 'there is no such way to end'],
    ['releaseArchiveFile', 'release.zip', 'it does not end in .tar.gz'],
    ['region', 'us-east-3', 'CDK knows no region of this name'],
    ['accountPlan', 'free', 'there is no such kind of account'],
    ['profile', 'my profile', 'it is not the name of an AWS profile'],
    ['profile', 'x;reboot', 'it is not the name of an AWS profile'],
    ['timeZone', 'Asia/Soul', 'there is no time zone of this name'],
    ['terminationProtection', 'yes', 'it is neither on nor off'],
    ['tags', 'owner', 'it is not a list of keys and values'],
    ['tags', ['owner'], 'it is not a list of keys and values'],
    ['tags', { size: 3 }, 'it is not a list of keys and values'],
    ['tags', 'owner=', 'the tag owner has no value'],
    ['tags', 'owner=ada,owner=bob', 'the key owner is there twice'],
    ['tags', 'Name=web', 'the stack sets the tag Name itself'],
    ['tags', 'AWS:owner=ada', 'AWS keeps aws: for itself (tag AWS:owner)'],
    ['tags', { owner: 'ada & bob' }, 'the tag owner has a character that not every service accepts'],
    ['tags', { owner: 'a'.repeat(257) }, 'the value of owner has 257 characters'],
    ['tags', { ['k'.repeat(129)]: 'ada' }, 'the key kkkkkkkkkkkkkkkk… has 129 characters'],
    ['tags', tagsOf(49), 'there are 49 tags'],
    ['certificateEmail', 'you@example.com', 'it has no effect without domain'],
    ['acmeCaUrl', 's3://bucket/root.pem', 'it has no effect without domain'],
    ['hostedZoneId', 'example.com', 'it is not the id of a hosted zone'],
    ['hostedZoneId', 'Z0123456789EXAMPLE', 'it has no effect without domain'],
    ['budgetEmail', 'you', 'it is not an e-mail address'],
    ['monthlyBudgetUsd', '0', 'it is not a whole number from 1 to 1000000'],
    ['monthlyBudgetUsd', '50', 'it has no effect without budgetEmail'],
    ['workingHours', '9-17', 'it is not days followed by a range of times'],
    ['timeToLive', '2w', 'it is not a whole number followed by h (hours) or d (days)'],
  ])('%s = %j', (setting, value, reason) => {
    expect(problemsOf({ [setting]: value }).map((problem) => [problem.setting, problem.reason])).toEqual([
      [setting, reason],
    ]);
  });
});

describe('accepted', () => {
  test.each([
    ['sshAddress', '203.0.113.7/32'],
    ['sshAddress', ''],
    ['domain', 'api.example.com'],
    ['domain', 'xn--bcher-kva.example'],
    ['databaseVersion', '8.4.10'],
    ['region', 'ap-northeast-2'],
    ['profile', 'student@work'],
    ['timeZone', 'Asia/Seoul'],
    ['tags', tagsOf(48)],
    ['instanceType', 'm7i-flex.large'],
    ['projectName', 'waffle-2'],
  ])('%s = %j', (setting, value) => {
    expect(problemsOf({ [setting]: value })).toEqual([]);
  });
});

test('working hours and time to live come as data', () => {
  const workingHours = 'Mon,Wed 09:00-12:30';
  expect(parseSettings({ workingHours, timeToLive: '3d' })).toMatchObject({
    workingHours: { days: ['Mon', 'Wed'], opensAt: 540, closesAt: 750 },
    timeToLive: { hours: 72 },
  });
});

test('a stack that is to end cannot be protected from it', () => {
  expect(problemsOf({ timeToLive: '8h' })).toEqual([]);
  expect(problemsOf({ timeToLive: '8h', terminationProtection: 'on' })).toMatchObject([
    { setting: 'terminationProtection', got: 'on', allowed: 'off with a timeToLive; on without one' },
  ]);
});

test.each(['owner=ada, course = back end', { owner: 'ada', course: 'back end' }])(
  '%j are two tags',
  (tags) => {
    expect(parseSettings({ tags }).tags).toEqual({ owner: 'ada', course: 'back end' });
  },
);

test('what needs a domain is accepted with one', () => {
  const withDomain = { domain: 'api.example.com', certificateEmail: 'you@example.com' };
  expect(problemsOf({ ...withDomain, acmeCaUrl: 's3://bucket/root.pem' })).toEqual([]);
});

test('a Free plan keeps one backup', () => {
  const reasonsFor = (databaseBackupDays: number) =>
    problemsOf({ accountPlan: 'credit-free', databaseBackupDays }).map(({ setting, reason }) => [
      setting,
      reason,
    ]);
  expect(reasonsFor(1)).toEqual([]);
  expect(reasonsFor(7)).toEqual([
    [
      'databaseBackupDays',
      'an account on the Free plan (accountPlan is credit-free) may keep backups for one day at most',
    ],
  ]);
});

test('what is wrong together is listed with what is wrong alone', () => {
  const wrong = {
    certificateEmail: 'you@example.com',
    region: 'moon',
    accountPlan: 'credit-free',
    databaseBackupDays: 2,
  };
  expect(problemsOf(wrong).map(({ setting }) => setting)).toEqual([
    'region',
    'certificateEmail',
    'databaseBackupDays',
  ]);
});

test.each([
  ['instance-type', 'instanceType'],
  ['SSHADDRESS', 'sshAddress'],
  ['databaseVersoin', 'databaseVersion'],
])('%s is taken for a misspelt %s', (key, meant) => {
  expect(problemsOf({ [key]: 'x' }).map((problem) => problem.change)).toEqual([`rename ${key} to ${meant}`]);
});

test("keys of CDK's own and of others are left alone", () => {
  expect(problemsOf({ 'aws:cdk:bundling-stacks': ['**'], '@aws-cdk/core:x': true, colour: 'blue' })).toEqual(
    [],
  );
});
