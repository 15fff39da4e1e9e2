import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parseSettings } from './parse-settings';
import { readSettingSources } from './setting-sources';

const base = mkdtempSync(path.join(tmpdir(), 'waffle-settings-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Given {
  readonly shared?: Readonly<Record<string, unknown>>;
  /** Text of the personal file. */
  readonly personal?: string;
  readonly typed?: Readonly<Record<string, string>>;
}

/** What CDK's command line would hand to an app in a directory with these files. */
const sourcesOf = ({ shared = {}, personal, typed = {} }: Given) => {
  const directory = mkdtempSync(path.join(base, 'project-'));
  writeFileSync(path.join(directory, 'cdk.json'), JSON.stringify({ context: shared }, null, 2));
  if (personal !== undefined) writeFileSync(path.join(directory, 'cdk.local.json'), personal);
  return readSettingSources(directory, { ...shared, ...typed });
};

const settingsOf = (given: Given) => {
  const { context, ...sources } = sourcesOf(given);
  return parseSettings(context, sources);
};

const personalFile = (context: object) => JSON.stringify({ context }, null, 2);

test('the command line wins over the personal file, which wins over cdk.json', () => {
  const shared = { domain: 'shared.example.com', instanceType: 't3.micro', databaseStorageGiB: 20 };
  const personal = personalFile({ domain: 'mine.example.com', instanceType: 't4g.micro' });
  const settings = settingsOf({ shared, personal, typed: { domain: 'typed.example.com' } });
  expect(settings).toMatchObject({
    domain: 'typed.example.com',
    instanceType: 't4g.micro',
    databaseStorageGiB: 20,
    databaseBackupDays: 1,
  });
});

test('an empty value on the command line takes away what a file sets', () => {
  const personal = personalFile({ sshAddress: '203.0.113.7/32' });
  expect(settingsOf({ personal }).sshAddress).toBe('203.0.113.7/32');
  expect(settingsOf({ personal, typed: { sshAddress: '' } }).sshAddress).toBeUndefined();
});

test('every error says where the value came from', () => {
  const given = {
    shared: { projectName: 'waffle-backend', instanceType: 'micro' },
    personal: personalFile({ domain: 'api.example.com', sshAddress: '0.0.0.0/0' }),
    typed: { databaseBackupDays: '36' },
  };
  expect(() => settingsOf(given)).toThrow(/instanceType is "micro" \(cdk\.json, line 4\): /);
  expect(() => settingsOf(given)).toThrow(/sshAddress is "0\.0\.0\.0\/0" \(cdk\.local\.json, line 4\): /);
  expect(() => settingsOf(given)).toThrow(/databaseBackupDays is "36" \(-c\): /);
});

test.each([
  [
    'broken JSON',
    '{\n  "context": {\n    "sshAddress": "203.0.113.7/32"\n    "domain": ""\n  }\n}',
    4,
    'it is not JSON: comma expected',
  ],
  ['an empty file', '', 1, 'it is not JSON: value expected'],
  ['a comment', '{\n  // mine\n  "context": {}\n}', 2, 'it is not JSON: invalid comment token'],
  ['no context', '{ "sshAddress": "203.0.113.7/32" }', 1, 'it has no object "context" with settings'],
  ['a list', '[]', 1, 'it has no object "context" with settings'],
  ['a context that is text', '{\n  "context": "none"\n}', 2, 'it has no object "context" with settings'],
])('%s in the personal file is named with its line', (_what, personal, line, reason) => {
  expect(sourcesOf({ personal }).problems).toEqual([
    expect.objectContaining({
      setting: 'cdk.local.json',
      got: personal.split('\n')[line - 1]?.trim(),
      origin: `cdk.local.json, line ${line}`,
      reason,
    }),
  ]);
});

test('an unknown setting in the personal file is an error, a misspelt one is explained', () => {
  const personal = personalFile({ colour: 'blue', domian: 'api.example.com' });
  expect(() => settingsOf({ personal })).toThrow(
    /colour is "blue" \(cdk\.local\.json, line 3\): there is no setting of this name\n/,
  );
  expect(() => settingsOf({ personal })).toThrow(
    /domian is .* \(cdk\.local\.json, line 4\): .*did you mean domain\?/,
  );
});

test('feature flags do not belong into the personal file', () => {
  const { problems } = sourcesOf({ personal: personalFile({ '@aws-cdk/core:explicitStackTags': false }) });
  expect(problems).toEqual([
    expect.objectContaining({ change: "take it out; CDK's own flags belong into cdk.json" }),
  ]);
});

test('another personal file can be named, and none at all', () => {
  const personal = personalFile({ domain: 'mine.example.com' });
  expect(settingsOf({ personal, typed: { settingsFile: 'none' } }).domain).toBeUndefined();
  expect(() => settingsOf({ personal, typed: { settingsFile: 'weekend.json' } })).toThrow(
    'settingsFile is "weekend.json" (-c): there is no such file',
  );
});

test('without a personal file cdk.json and the command line are all there is', () => {
  expect(settingsOf({ typed: { domain: 'api.example.com' } }).domain).toBe('api.example.com');
});
