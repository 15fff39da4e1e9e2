import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { guardStack } from '../../infra/free-tier/testing/guarded';
import { database, network, server } from '../../infra/free-tier/testing/parts';
import { makeTemporaryDirectory } from '../../test/helpers/temporary-directory';
import { TextCollector } from '../../test/helpers/text-collector';
import { type Stack, Validations } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { runCommandLine } from '../command-line';
import { QueryApi } from '../aws/testing/query-api';
import { readEnvironment } from '../io/environment';
import { exitCodes } from '../io/errors';
import { describePlan } from '../plan/describe-plan';
import { planVerb } from './plan';

async function plan(...words: string[]) {
  const [stdout, stderr] = [new TextCollector(), new TextCollector()];
  // What is asked of an account is in test/waffle-up.test.ts.
  const code = await runCommandLine(['plan', '--offline', ...words], {
    verbs: [planVerb],
    rootDirectory: path.join(__dirname, '../..'),
    environment: readEnvironment({}),
    interruption: new AbortController().signal,
    stdout,
    stderr,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

const context = (...settings: string[]) => settings.flatMap((setting) => ['-c', setting]);

const directory = makeTemporaryDirectory(tmpdir());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** With a small release archive, where it is enough that the first test builds the one of the project. */
function contextWithArchive(...settings: string[]) {
  const archiveFile = path.join(directory, '20261121T101500Z-1a2b3c4d.tar.gz');
  writeFileSync(archiveFile, 'a small release archive');
  return context(`releaseArchiveFile=${archiveFile}`, ...settings);
}

describe('of the project', () => {
  test('shows each cent, the sum and how long a credit lasts', async () => {
    const { code, stdout } = await plan(...context('instanceType=t3.micro'), '--credit', '100');
    expect(code).toBe(exitCodes.ok);
    expect(stdout).toMatch(/EC2 t3\.micro +730 hour × 0\.0104 +7\.59\n/);
    expect(stdout).toMatch(/sum a month, USD +26\.91\n/);
    expect(stdout).toContain('100 USD of credit last 113 days at 26.91 USD a month');
    expect(stdout).toContain('The guard found nothing.');
  }, 120_000);

  test('ends with 3 and the findings as data where nobody stands by a choice', async () => {
    const { code, stdout } = await plan(
      ...contextWithArchive('databaseOnDelete=snapshot'),
      '--json',
      '--credit',
      '62.5',
    );
    const { open, credit } = JSON.parse(stdout) as { open: { id: string }[]; credit: { usd: number } };
    expect(code).toBe(exitCodes.guard);
    expect(open.map(({ id }) => id)).toEqual(['FreeTier-FinalSnapshot']);
    expect(credit).toMatchObject({ usd: 62.5 });
  }, 120_000);

  test('shows a choice of the settings with its price and reason', async () => {
    const choice = 'paidChoices=FreeTier-FinalSnapshot=the data is worth it';
    const { code, stdout } = await plan(...contextWithArchive('databaseOnDelete=snapshot', choice));
    expect(code).toBe(exitCodes.ok);
    expect(stdout).toMatch(
      /FreeTier-FinalSnapshot +waffle-backend\/Database\S+ +1\.90 +the data is worth it/,
    );
  }, 120_000);

  test('ends with 2 and the words of the settings where one is wrong', async () => {
    const { code, stderr } = await plan(...context('databaseOnDelete=maybe'));
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('databaseOnDelete is "maybe"');
    expect(stderr).not.toContain('    at ');
  }, 120_000);
});

describe('with a change set that brings another server', () => {
  const before = { ...process.env };
  let api: QueryApi | undefined;
  beforeAll(async () => {
    api = await QueryApi.start(() => ({ result: { Status: 'CREATE_COMPLETE', Changes: newServer } }));
    // Where the SDK finds them, as on a laptop; nobody checks them.
    Object.assign(process.env, { AWS_ENDPOINT_URL: api.endpoint, AWS_REGION: 'us-east-1' });
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' });
  });
  afterAll(async () => {
    process.env = before;
    await api?.stop();
  });

  test('ends with 3 and the word that asks for it', async () => {
    const { code, stdout } = await plan(
      '--change-set',
      'tuesday',
      ...contextWithArchive('projectName=pancake'),
    );
    expect(code).toBe(exitCodes.guard);
    expect(stdout).toContain('The guard found nothing.\n\nThe change set tuesday is refused');
    expect(stdout).toContain('./bin/waffle plan --change-set tuesday --replace server');
    // CDK asks whose credentials these are, and remembers it in the home directory.
    const asked = api?.requests.filter(({ Action }) => Action !== 'GetCallerIdentity');
    expect(asked).toMatchObject([{ StackName: 'pancake', ChangeSetName: 'tuesday' }]);
  }, 120_000);

  test('ends with 0 where the server is asked for', async () => {
    const words = ['--json', '--change-set', 'tuesday', '--replace', 'server'];
    const { code, stdout } = await plan(...words, ...contextWithArchive());
    expect(code).toBe(exitCodes.ok);
    expect(JSON.parse(stdout)).toMatchObject({ changeSet: { changes: 2, losses: [{}], refused: [] } });
  }, 120_000);
});

const newServer = ['Remove', 'Add'].map((Action) => ({
  Type: 'Resource',
  ResourceChange: { Action, LogicalResourceId: `Server${Action}`, ResourceType: 'AWS::EC2::Instance' },
}));

test.each([
  [['--change-set', 'tuesday', '--replace', 'disk'], 'Allowed choices are server, database, bucket.'],
  [['-c', 'instanceType'], 'Allowed: a name, = and a value'],
  [['--credit', 'much'], 'Allowed: an amount in USD'],
])('%j is refused with what is allowed', async (words, allowed) => {
  const { code, stderr } = await plan(...words);
  expect(code).toBe(exitCodes.usage);
  expect(stderr).toContain(allowed);
});

describe('described', () => {
  test('a paid choice stands with its price and reason', () => {
    const { plan: found } = guardStack((stack) => {
      const choice = database(stack, { multiAz: true });
      Validations.of(choice).acknowledge({ id: 'FreeTier-MultiAz', reason: 'the shop must not close' });
    });
    const text = describePlan(found, undefined);
    expect(text).toMatch(
      /Paid choices.*\n {2}FreeTier-MultiAz +Stack\/Database\/Resource +14\.71 +the shop must/,
    );
    expect(text).toContain('The guard found nothing.');
  });

  test('a refusal is in the words of AWS, with the way out', () => {
    const { plan: found } = guardStack(
      (stack) => server(stack, { instanceType: new InstanceType('t2.micro') }),
      {
        account: 'credit-free',
      },
    );
    const text = describePlan(found, undefined);
    expect(text).toContain('✖ FreeTier-InstanceType: ');
    expect(text).toContain('AWS: The specified instance type is not eligible for Free Tier.');
    expect(text).toContain("→ instanceType: new ec2.InstanceType('t3.micro')");
  });

  test('a credit that nothing touches lasts', () => {
    const { plan: found } = guardStack(network);
    expect(describePlan(found, { usd: 100, days: null })).toContain('nothing of it is known to be spent');
  });

  test('what is not known is said, left out of the sum and named beside the days of credit', () => {
    const build = (stack: Stack) => server(stack, { instanceType: new InstanceType('t3.micro') });
    const { plan: found } = guardStack(build, { region: 'eu-west-1' });
    const text = describePlan(found, { usd: 100, days: 365.5 });
    expect(text).toContain('8 GiB gp3: no sourced price for eu-west-1 (us-east-1: 0.08 USD per GB-month)');
    expect(text).toMatch(/sum a month, USD +8\.32\n\* not from AWS's price list/);
    expect(text).toContain('100 USD of credit last at most 365 days');
  });
});
