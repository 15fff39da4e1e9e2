import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import cdkJson from '../cdk.json';

const rootDirectory = path.join(__dirname, '..');

const base = mkdtempSync(path.join(tmpdir(), 'waffle-cdk-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const scratch = () => {
  const directory = mkdtempSync(path.join(base, 'run-'));
  const archiveFile = path.join(directory, '20261121T101500Z-1a2b3c4d.tar.gz');
  writeFileSync(archiveFile, 'a small release archive');
  return { outputDirectory: path.join(directory, 'cdk.out'), archiveFile };
};

const runApp = (context: Record<string, unknown>, more: Record<string, string> = {}) => {
  const { outputDirectory, archiveFile } = scratch();
  const variables = {
    CDK_OUTDIR: outputDirectory,
    // The settings of whoever runs the tests are theirs.
    CDK_CONTEXT_JSON: JSON.stringify({
      ...cdkJson.context,
      settingsFile: 'none',
      releaseArchiveFile: archiveFile,
      ...context,
    }),
  };
  const result = spawnSync(process.execPath, cdkJson.app.split(' ').slice(1), {
    cwd: rootDirectory,
    env: { ...process.env, ...variables, ...more },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { ...result, outputDirectory };
};

const manifestOf = (outputDirectory: string) =>
  JSON.parse(readFileSync(path.join(outputDirectory, 'manifest.json'), 'utf8'));

test('a personal file is read, and its region wins over that of the environment', () => {
  const settingsFile = path.join(base, 'mine.json');
  writeFileSync(settingsFile, '{"context": {"region": "us-west-2", "instanceType": "t3.micro"}}');
  const { status, outputDirectory } = runApp({ settingsFile }, { CDK_DEFAULT_REGION: 'eu-west-1' });
  expect(status).toBe(0);
  expect(manifestOf(outputDirectory).artifacts['waffle-backend'].environment).toBe(
    'aws://unknown-account/us-west-2',
  );
}, 60_000);

test('the region of the profile decides where the budget is made', () => {
  const budget = { budgetEmail: 'you@example.com' };
  const { outputDirectory } = runApp(budget, { CDK_DEFAULT_REGION: 'ap-northeast-3' });
  expect(manifestOf(outputDirectory).artifacts['waffle-backend-budget'].environment).toBe(
    'aws://unknown-account/us-east-1',
  );
  const govCloud = runApp(budget, { CDK_DEFAULT_REGION: 'us-gov-west-1' });
  expect(govCloud.status).toBe(2);
  expect(govCloud.stderr).toContain('change:  -c budgetEmail=, and make the budget in the standard account');
}, 60_000);

test('wrong settings end it with a list, without a stack trace and without an assembly', () => {
  const { status, stderr, outputDirectory } = runApp({ sshAddress: '0.0.0.0/0' });
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^✖ 1 setting is wrong [^\n]+\n {2}1\. sshAddress is "0\.0\.0\.0\/0" \(-c\): [^\n]+\n {5}allowed: [^\n]+\n {5}change: {2}[^\n]+\n$/,
  );
  expect(existsSync(path.join(outputDirectory, 'manifest.json'))).toBe(false);
}, 60_000);

test('what the region lacks ends it with what is there', () => {
  const { status, stderr } = runApp({ region: 'eu-north-1' });
  expect(status).toBe(2);
  expect(stderr).toContain('instanceType is "t2.micro": the region eu-north-1 does not offer it');
  expect(stderr).toContain('allowed: there: t3.micro, t4g.micro, ');
  expect(stderr).toContain('change:  -c instanceType=t3.micro');
}, 60_000);

test('what CloudFormation would refuse ends it with an error', () => {
  const { status, stderr } = runApp({ databaseVersion: '8.4.99' });
  expect(status).toBe(1);
  expect(stderr).toContain('8.4.99');
}, 60_000);

/** A network namespace of its own has no network; without root it takes user namespaces, which some systems forbid. */
const isolate = [
  ['unshare', '--net'],
  ['unshare', '--net', '--map-root-user'],
].find(([command = '', ...options]) => spawnSync(command, [...options, 'true']).status === 0);
const offlineTest = isolate === undefined ? test.skip : test;

offlineTest(
  'cdk synth works without a network (skipped where unshare --net is not permitted)',
  () => {
    const { outputDirectory, archiveFile } = scratch();
    const [command = '', ...options] = isolate ?? [];
    const cdk = ['node_modules/.bin/cdk', 'synth', '--quiet', '--output', outputDirectory];
    const given = ['settingsFile=none', `releaseArchiveFile=${archiveFile}`, 'tags=owner=ada,course=backend'];
    const settings = given.flatMap((setting) => ['--context', setting]);
    const result = spawnSync(command, [...options, ...cdk, ...settings], {
      cwd: rootDirectory,
      encoding: 'utf8',
      // What the command line finds the region by.
      env: { ...process.env, AWS_REGION: 'ap-northeast-2' },
      timeout: 90_000,
    });
    // The command line ends a report in which every finding is acknowledged with an empty line.
    const stderr = result.stderr.trim();
    expect({ ...result, stderr }).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(manifestOf(outputDirectory).artifacts['waffle-backend']).toMatchObject({
      environment: 'aws://unknown-account/ap-northeast-2',
      properties: { tags: { owner: 'ada', course: 'backend', project: 'waffle-backend' } },
    });
    const report = JSON.parse(readFileSync(path.join(outputDirectory, 'validation-report.json'), 'utf8'));
    expect(report.pluginReports.flatMap((plugin: { violations: unknown[] }) => plugin.violations)).toEqual(
      [],
    );
  },
  100_000,
);
