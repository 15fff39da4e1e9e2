import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exitCodes } from '../bin/io/errors';
import { AwsStandIn } from './helpers/aws-stand-in';
import type { Fault } from './helpers/aws-stand-in/faults';
import { deployStack } from './helpers/deployed-stack';
import { inPairs } from './helpers/in-pairs';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from './helpers/moto-server';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle, type WaffleResult } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

interface VerbCase {
  readonly words: readonly string[];
  /** A call in its middle: refused, then never answered. */
  readonly call: string;
  /** Where nothing is deployed. @default notDeployed */
  readonly elsewhere?: number;
  /** Without a fault. @default ok */
  readonly ends?: number;
}

const verbs: readonly VerbCase[] = [
  { words: ['allow-ip', '203.0.113.9'], call: 'DescribeSecurityGroupRules' },
  { words: ['plan'], call: 'DescribeInstanceTypes', elsewhere: exitCodes.ok },
  { words: ['up', '--yes'], call: 'DescribeStacks' },
  { words: ['init', '--yes'], call: 'GetAccountPlanState' },
  { words: ['down', '--check'], call: 'DescribeDBInstances' },
];

const secrets = {
  AWS_SECRET_ACCESS_KEY: 'the secret of the key',
  AWS_SESSION_TOKEN: 'the token of the session',
};
const nobody = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' };

interface Trouble {
  readonly name: string;
  readonly faults?: (verb: VerbCase) => readonly Fault[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly isInterrupted?: boolean;
  readonly code: (verb: VerbCase) => number;
  /** Of what goes to stderr. */
  readonly says: RegExp;
}

const unreachable = () => exitCodes.unreachable;

const troubles: readonly Trouble[] = [
  { name: 'no credentials', variables: nobody, code: unreachable, says: /There are no AWS credentials/ },
  {
    name: 'expired credentials',
    faults: () => [{ does: 'expired' }],
    code: unreachable,
    says: /AWS refuses these credentials/,
  },
  {
    name: 'no permission for one call',
    faults: ({ call }) => [{ operation: call, does: 'denied' }],
    code: unreachable,
    says: /These credentials may not do this: .* is not authorized to perform/,
  },
  {
    name: 'a region that is not enabled',
    words: ['--region', 'ap-east-2'],
    faults: () => [{ region: 'ap-east-2', does: 'unknown' }],
    code: unreachable,
    says: /a region that is not enabled/,
  },
  {
    name: 'the network cut in the middle',
    faults: () => [{ after: 1, does: 'cut' }],
    code: unreachable,
    says: /AWS cannot be reached/,
  },
  {
    name: 'Ctrl-C in the middle',
    faults: ({ call }) => [{ operation: call, does: 'hang' }],
    isInterrupted: true,
    code: () => exitCodes.interrupted,
    says: /Interrupted by SIGINT/,
  },
];

interface Outcome extends WaffleResult {
  readonly written: readonly string[];
}

const writing =
  /^(Add|Associate|Attach|Authorize|Cancel|Create|Delete|Deregister|Detach|Disassociate|Execute|Modify|Put|Reboot|Release|Remove|Revoke|Run|Send|Start|Stop|Tag|Terminate|Update)/;

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'every verb that asks AWS',
  () => {
    const directory = makeTemporaryDirectory(tmpdir());
    const archiveFile = path.join(directory, '20261121T101500Z-1a2b3c4d.tar.gz');
    const moto = new MotoServer();
    const outcomes = new Map<string, Outcome>();

    const attempt = async (verb: VerbCase, trouble: Partial<Trouble>): Promise<Outcome> => {
      const aws = await AwsStandIn.start(moto);
      aws.plant(...(trouble.faults?.(verb) ?? []));
      const settingsFile = path.join(directory, `${verb.words[0]}.json`);
      writeFileSync(settingsFile, '{ "context": {} }');
      const settings = [`releaseArchiveFile=${archiveFile}`, `settingsFile=${settingsFile}`];
      const result = await runWaffle(
        [...verb.words, ...settings.flatMap((setting) => ['-c', setting]), ...(trouble.words ?? [])],
        {
          variables: { ...aws.variables, ...secrets, ...trouble.variables },
          home: directory,
          timeoutMs: 60_000,
          ...(trouble.isInterrupted && { interruptAfter: aws.hangs }),
        },
      );
      const written = aws.operations.filter((name) => writing.test(name.split(':')[1] ?? ''));
      await aws.stop();
      return { ...result, written };
    };
    const keyOf = ({ words }: VerbCase, name: string) => `${words[0]}, ${name}`;

    beforeAll(async () => {
      writeFileSync(archiveFile, 'a small release archive');
      await moto.start();
      await deployStack(moto, { context: { sshAddress: '203.0.113.7/32', instanceType: 't3.micro' } });
      const cases = verbs.flatMap((verb) => troubles.map((trouble) => ({ verb, trouble })));
      await inPairs(cases, async ({ verb, trouble }) => {
        outcomes.set(keyOf(verb, trouble.name), await attempt(verb, trouble));
      });
    }, 300_000);
    afterAll(async () => {
      await moto.remove();
      await rm(directory, { recursive: true, force: true });
    });

    describe.each(verbs.map((verb) => [verb.words.join(' '), verb] as const))('waffle %s', (_, verb) => {
      test.each(troubles.map((trouble) => [trouble.name, trouble] as const))(
        'refuses cleanly: %s',
        (name, trouble) => {
          const { code, stderr, stdout, written } = outcomes.get(keyOf(verb, name)) ?? {};
          expect({ code, stderr, stdout, written }).toEqual({
            code: trouble.code(verb),
            stderr: expect.stringMatching(trouble.says),
            stdout: expect.anything(),
            written: [],
          });
        },
      );
    });
  },
);
