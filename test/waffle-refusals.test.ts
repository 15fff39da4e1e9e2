import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exitCodes } from '../bin/io/errors';
import { verbs as knownVerbs } from '../bin/verbs';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import type { Fault } from '../rehearsal/account/aws-stand-in/faults';
import { databasePassword, deployStack } from './helpers/deployed-stack';
import { inPairs } from './helpers/in-pairs';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { ScratchInstance } from './helpers/scratch-instance';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle, type WaffleResult } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

interface Trouble {
  readonly title: string;
  readonly faults?: (verb: VerbCase) => readonly Fault[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly isInterrupted?: boolean;
  readonly ends: Ending;
}

interface Ending {
  readonly code: number;
  /** Of what it writes, for people. */
  readonly says: RegExp;
}

const secrets = {
  AWS_SECRET_ACCESS_KEY: 'the secret of the key',
  AWS_SESSION_TOKEN: 'the token of the session',
};
const nobody = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' };
const unreachable = (says: RegExp): Ending => ({ code: exitCodes.unreachable, says });

/** In this order, so that the last one is also the same command again after Ctrl-C. */
const troubles = {
  nobody: {
    title: 'no credentials',
    variables: nobody,
    ends: unreachable(/^✖ There are no AWS credentials\.\n {2}→ aws configure/m),
  },
  expired: {
    title: 'expired credentials',
    faults: () => [{ does: 'expired' }],
    ends: unreachable(/^✖ AWS refuses these credentials: .*expired\.?\n {2}→ /m),
  },
  denied: {
    title: 'no permission for one call',
    faults: ({ call }) => [{ operation: call, does: 'denied' }],
    ends: unreachable(/^✖ These credentials may not do this: .*is not authorized to perform: .*\n {2}→ /m),
  },
  disabled: {
    title: 'a region that is not enabled',
    words: ['--region', 'ap-east-2'],
    faults: () => [{ region: 'ap-east-2', does: 'unknown' }],
    ends: unreachable(/→ .*a region that is not enabled/),
  },
  elsewhere: {
    title: 'a region with nothing in it',
    words: ['--region', 'eu-west-3'],
    ends: { code: exitCodes.notDeployed, says: /^✖ waffle-backend is not deployed in eu-west-3\.\n {2}→ /m },
  },
  cut: {
    title: 'the network cut in the middle',
    faults: () => [{ after: 1, does: 'cut' }],
    ends: unreachable(/^✖ AWS cannot be reached: .*\n {2}→ /m),
  },
  interrupted: {
    title: 'Ctrl-C in the middle',
    faults: ({ call, write = call }) => [{ operation: write, does: 'hang' }],
    isInterrupted: true,
    ends: { code: exitCodes.interrupted, says: /^✖ Interrupted by SIGINT\.$/m },
  },
  throttled: {
    title: 'throttled twice, it asks again',
    faults: () => [{ times: 2, does: 'throttled' }],
    ends: { code: exitCodes.ok, says: /^/ },
  },
} as const satisfies Record<string, Trouble>;

type Name = keyof typeof troubles;

interface VerbCase {
  readonly words: readonly string[];
  /** A call in its middle: refused, then never answered. */
  readonly call: string;
  /** One that changes something, to be interrupted in. @default `call` */
  readonly write?: string;
  /** What says nothing of this verb, each because of what is written beside it. */
  readonly without?: readonly Name[];
  /** Where it goes on without an answer, or needs none. */
  readonly but?: Partial<Record<Name, Ending>>;
}

const goesOn = (says: RegExp): Ending => ({ code: exitCodes.ok, says });

const allCases: readonly VerbCase[] = [
  {
    words: ['init', '--yes'],
    call: 'DescribeInstanceTypes',
    // It is what one types first.
    without: ['elsewhere'],
  },
  {
    words: ['plan', '-c', 'instanceType=t3.micro'],
    call: 'CreateChangeSet',
    // It costs what it costs without AWS, too; each synthesizes for seconds.
    without: ['denied', 'disabled', 'elsewhere', 'expired', 'interrupted', 'throttled'],
    but: {
      nobody: goesOn(/credentials/),
      cut: goesOn(/cannot be reached/),
    },
  },
  {
    words: ['up', '--yes', '-c', 'instanceType=t3.micro', '-c', 'accountPlan=credit-free'],
    call: 'DescribeStacks',
    // Synthesizes for seconds; test/waffle-up.test.ts interrupts it and goes on.
    without: ['elsewhere', 'expired', 'disabled', 'interrupted', 'throttled', 'cut'],
  },
  // Without a release on the instance there is nothing to do; what they do: their own tests.
  { words: ['deploy', '--follow'], call: 'SendCommand', without: ['throttled'] },
  { words: ['rollback'], call: 'SendCommand', without: ['throttled'] },
  { words: ['releases'], call: 'SendCommand' },
  { words: ['exec', '--', 'true'], call: 'SendCommand' },
  {
    words: ['status'],
    call: 'DescribeDBInstances',
    // A line a part: what cannot be asked is one.
    without: ['throttled'],
    but: {
      denied: { code: exitCodes.failed, says: /not authorized/ },
      cut: { code: exitCodes.failed, says: /socket hang up|cannot be reached/ },
    },
  },
  { words: ['logs'], call: 'SendCommand', without: ['throttled'] },
  { words: ['ssh'], call: 'StartSession', without: ['throttled'] },
  { words: ['db', 'dump', '-'], call: 'DescribeStacks', without: ['throttled'] },
  {
    words: ['allow-ip', '203.0.113.9'],
    call: 'DescribeSecurityGroupRules',
    write: 'UpdateStack',
  },
  { words: ['guard'], call: 'DescribeRegions', without: ['elsewhere', 'throttled'] },
  {
    words: ['cost'],
    call: 'DescribeInstances',
    // It tells what it could read, and what it could not; nothing is a failure.
    // Cut off, it depends on what had been read.
    without: ['elsewhere', 'cut'],
    but: {
      expired: unreachable(/could not be read .*: Request has expired/),
      denied: goesOn(/not authorized/),
      disabled: unreachable(/could not be read .*: AWS was not able to validate/),
    },
  },
  {
    words: ['down', '--check'],
    call: 'DescribeDBInstances',
    without: ['elsewhere', 'throttled'],
    but: { denied: { code: exitCodes.failed, says: /not authorized/ } },
  },
];

/** They stop and start what the others look at: one after the other, in the end. */
const allSwitching: readonly VerbCase[] = [
  { words: ['pause'], call: 'DescribeStackResources', write: 'StopDBInstance' },
  // The API does not answer here; what it does: its own test.
  { words: ['resume'], call: 'DescribeStackResources', write: 'StartDBInstance', without: ['throttled'] },
];

/** A row may be here before its verb. */
const isKnown = ({ words }: VerbCase) => knownVerbs.some(({ name }) => name === words[0]);
const cases = allCases.filter(isKnown);
const switching = allSwitching.filter(isKnown);

interface Outcome extends WaffleResult {
  /** What was asked, in order: `ec2:DescribeInstances`. */
  readonly asked: readonly string[];
}

/** But for the call that was refused. */
const isWriting = (refused: string | undefined) => (operation: string) =>
  writing.test(operation) && !operation.endsWith(`:${refused}`);
const writing =
  /^\w+:(Add|Associate|Attach|Authorize|Create|Delete|Detach|Disassociate|Execute|Modify|Put|Reboot|Release|Remove|Revoke|Run|Start|Stop|Tag|Terminate|Update)/;

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'every verb that asks AWS',
  () => {
    const directory = makeTemporaryDirectory(tmpdir());
    const archiveFile = path.join(directory, '20261121T101500Z-1a2b3c4d.tar.gz');
    const plugins = path.join(directory, 'bin');
    const moto = new MotoServer();
    const scratch = new ScratchInstance();
    const checkIp = createServer((_, response) => response.end('203.0.113.8\n'));
    const outcomes = new Map<string, Outcome>();

    const attempt = async (verb: VerbCase, trouble: Trouble): Promise<Outcome> => {
      const aws = await AwsStandIn.start(moto);
      aws.runCommand.run = (script) => scratch.run(script);
      aws.plant(...(trouble.faults?.(verb) ?? []));
      const [name = '', ...rest] = verb.words;
      const settingsFile = path.join(directory, `${name}.json`);
      writeFileSync(settingsFile, '{ "context": {} }');
      const settings = [`releaseArchiveFile=${archiveFile}`, `settingsFile=${settingsFile}`];
      const options = [...settings.flatMap((setting) => ['-c', setting]), ...(trouble.words ?? [])];
      const { port } = checkIp.address() as AddressInfo;
      const result = await runWaffle([name, ...options, ...rest], {
        variables: {
          ...aws.variables,
          ...secrets,
          PATH: `${plugins}:${process.env['PATH']}`,
          WAFFLE_CHECKIP_URL: `http://127.0.0.1:${port}`,
          ...trouble.variables,
        },
        home: directory,
        timeoutMs: 60_000,
        onStart: (waffle) => void aws.hangs.then(() => trouble.isInterrupted && waffle.kill('SIGINT')),
      });
      const asked = aws.calls.map(({ service, operation }) => `${service}:${operation}`);
      await aws.stop();
      return { ...result, asked };
    };

    const namesOf = ({ without = [] }: VerbCase) =>
      (Object.keys(troubles) as Name[]).filter((name) => !without.includes(name));

    beforeAll(async () => {
      writeFileSync(archiveFile, 'a small release archive');
      mkdirSync(plugins);
      writeFileSync(path.join(plugins, 'session-manager-plugin'), '#!/bin/sh\necho 1.2.707.0\n', {
        mode: 0o755,
      });
      await new Promise<void>((resolve) => checkIp.listen(0, '127.0.0.1', resolve));
      await moto.start();
      await deployStack(moto, { context: { sshAddress: '203.0.113.7/32', instanceType: 't3.micro' } });
      const tryOut = async (verb: VerbCase) => {
        for (const name of namesOf(verb))
          outcomes.set(`${verb.words[0]} ${name}`, await attempt(verb, troubles[name]));
      };
      await inPairs(cases, tryOut);
      for (const verb of switching) await tryOut(verb);
    }, 600_000);
    afterAll(async () => {
      checkIp.close();
      await moto.remove();
      scratch.remove();
      await rm(directory, { recursive: true, force: true });
    });

    test('is tried here', () => {
      // `doctor` tells of troubles instead of ending with them.
      const others = ['doctor', 'local', 'rehearse', 'check', 'release', 'bench'];
      const tried = [...cases, ...switching].map(({ words }) => words[0] ?? '');
      const names = knownVerbs.map(({ name }) => name).filter((name) => !others.includes(name));
      expect(names.filter((name) => !tried.includes(name))).toEqual([]);
    });

    describe.each([...cases, ...switching].map((verb) => [verb.words.join(' '), verb] as const))(
      'waffle %s',
      (_, verb) => {
        test.each(namesOf(verb).map((name) => [troubles[name].title, name] as const))('%s', (__, name) => {
          const {
            code,
            stdout = '',
            stderr = '',
            asked = [],
          } = outcomes.get(`${verb.words[0]} ${name}`) ?? {};
          const ending = verb.but?.[name] ?? troubles[name].ends;
          expect({ code, stderr, stdout }).toEqual({
            code: ending.code,
            ...(ending.code === exitCodes.ok || verb.but?.[name]
              ? { stderr, stdout }
              : { stderr: expect.stringMatching(ending.says), stdout: expect.any(String) }),
          });
          expect(stdout + stderr).toMatch(ending.says);
          // One error and no stack trace, nothing secret, nothing half done.
          expect(stdout + stderr).not.toMatch(/^\s+at /m);
          for (const secret of [databasePassword, ...Object.values(secrets)])
            expect(stdout + stderr).not.toContain(secret);
          if (ending.code === exitCodes.unreachable || ending.code === exitCodes.notDeployed)
            expect(asked.filter(isWriting(name === 'denied' ? verb.call : undefined))).toEqual([]);
          if (name === 'throttled') expect(asked.length - new Set(asked).size).toBeGreaterThanOrEqual(2);
        });
      },
    );
  },
);
