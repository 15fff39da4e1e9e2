import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exitCodes } from '../bin/io/errors';
import { MotoServer } from '../rehearsal/account/moto-server';
import { assemblyCache } from './helpers/assembly-cache';
import { eventually } from './helpers/eventually';
import { HttpsStandIn } from './helpers/https-stand-in';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle, type WaffleOptions, type WaffleResult } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

const release = '20261121T101500Z-1a2b3c4d';
const limitMs = 120_000;

/** The real command line against moto; the API that a server would run is a stand-in at the server's address. */
describeWhere(isRootOnLinux && isOnPath('mmdebstrap'), 'root on Linux with mmdebstrap', 'waffle up', () => {
  const directory = makeTemporaryDirectory(tmpdir());
  const archiveFile = path.join(directory, `${release}.tar.gz`);
  const settingsFile = path.join(directory, 'settings.json');
  const synthesizedOnce = assemblyCache(directory);
  const moto = new MotoServer();
  let api: HttpsStandIn | undefined;

  const waffle = (words: readonly string[], options: Partial<WaffleOptions> = {}) =>
    runWaffle([...words, '-c', `releaseArchiveFile=${archiveFile}`, '-c', `settingsFile=${settingsFile}`], {
      variables: { ...moto.variables, ...synthesizedOnce },
      home: directory,
      ...options,
    });
  const cloudFormation = () => new CloudFormationClient(moto.clientOptions);
  const stack = async () => {
    const { Stacks } = await cloudFormation().send(
      new DescribeStacksCommand({ StackName: 'waffle-backend' }),
    );
    return Stacks?.[0];
  };
  /** As soon as a deploy has made the address. */
  const answerAtAddress = async () => {
    const address = await eventually(async () => {
      const { Addresses } = await new EC2Client(moto.clientOptions).send(new DescribeAddressesCommand({}));
      const ip = Addresses?.[0]?.PublicIp;
      if (ip === undefined) throw new Error('no address yet');
      return ip;
    }, limitMs);
    api = await HttpsStandIn.start(address, release, directory);
  };

  /** Of what CloudFormation holds. */
  const letGoOnceItWaits = ({ stderr }: ChildProcess) =>
    stderr?.on('data', (text: string) => {
      if (text.includes('Wait for what is under way')) void moto.order({ held: [] });
    });

  beforeAll(async () => {
    writeFileSync(archiveFile, 'a small release archive');
    writeFileSync(settingsFile, '{"context": {"instanceType": "t3.micro"}}');
    await moto.start();
  }, limitMs);
  afterAll(async () => {
    await api?.stop();
    await moto.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  describe('where nothing is', () => {
    test(
      'a person who is not there has to be asked',
      async () => {
        const { code, stderr } = await waffle(['up']);
        expect(code).toBe(exitCodes.usage);
        expect(stderr).toContain('Nobody can be asked here');
        expect(stderr).toContain('→ waffle up --yes');
      },
      limitMs,
    );

    test(
      'what AWS refuses is said in its words, with the fix',
      async () => {
        const reason =
          "The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run 'describe-instance-types' with the filter 'free-tier-eligible=true'.";
        await moto.order({ failures: [{ resource: 'AWS::EC2::Instance', reason }] });
        const { code, stderr } = await waffle(['up', '--yes']);
        await moto.order({ failures: [] });
        expect(code).toBe(exitCodes.failed);
        expect(stderr).toContain(`the server (ServerInstance`);
        expect(stderr).toContain(reason);
        expect(stderr).toContain('→ waffle up -c instanceType=t3.micro -c accountPlan=credit-free');
        expect((await stack())?.StackStatus).toBe('ROLLBACK_COMPLETE');
      },
      limitMs,
    );

    test(
      'Ctrl-C leaves CloudFormation at work, and the same command goes on',
      async () => {
        const held = ['AWS::CloudFormation::WaitCondition'];
        await moto.order({ held });
        const interrupted = await waffle(['up', '--yes'], { interruptAt: /the network/ });
        expect(interrupted.code).toBe(exitCodes.interrupted);
        expect((await stack())?.StackStatus).toBe('CREATE_IN_PROGRESS');
        const [{ code, stdout, stderr }] = await Promise.all([
          waffle(['up', '--yes'], { onStart: letGoOnceItWaits }),
          answerAtAddress(),
        ]);
        expect(stderr).toContain('Wait for what is under way (CREATE_IN_PROGRESS)');
        expect(stdout).toContain('is what the settings say; nothing was changed.');
        expect(code).toBe(exitCodes.ok);
      },
      limitMs,
    );
  });

  describe('where it is deployed', () => {
    let again: WaffleResult;
    beforeAll(async () => {
      again = await waffle(['up', '--yes', '--json']);
    }, limitMs);

    test('nothing is changed a second time, and the API is asked', () => {
      expect(again.code).toBe(exitCodes.ok);
      expect(JSON.parse(again.stdout)).toMatchObject({
        project: 'waffle-backend',
        isNew: false,
        changes: [],
        outputs: { apiUrl: expect.stringMatching(/^https:\/\/127\./) },
        endpoint: { reached: true, status: 200, release, certificate: { trusted: false } },
      });
    });

    test.each([
      ['database/password', /^[0-9a-f]{40}$/],
      ['auth/jwt-secret', /^[\w-]{64}$/],
    ])('%s is in SSM and in nothing that was written', async (name, form) => {
      const { Parameter } = await new SSMClient(moto.clientOptions).send(
        new GetParameterCommand({ Name: `/waffle-backend/${name}`, WithDecryption: true }),
      );
      expect(Parameter).toMatchObject({ Type: 'SecureString', Value: expect.stringMatching(form) });
      expect(again.stdout + again.stderr + readFileSync(settingsFile, 'utf8')).not.toContain(
        Parameter?.Value,
      );
    });

    test(
      'a changed setting is shown in plain words and deployed',
      async () => {
        const { code, stdout } = await waffle(['up', '--yes', '-c', 'databaseBackupDays=0']);
        expect(stdout).toMatch(/~ change {2}the database/);
        expect(code).toBe(exitCodes.ok);
      },
      limitMs,
    );

    test(
      'a new server is refused, and the change set is gone',
      async () => {
        const { code, stderr } = await waffle(['up', '--yes', '-c', 'serverGeneration=2']);
        expect(code).toBe(exitCodes.guard);
        expect(stderr).toContain('This deploy is refused: a loss that nobody has asked for.');
        expect(stderr).toContain('or waffle up --replace server');
        const { Summaries } = await cloudFormation().send(
          new ListChangeSetsCommand({ StackName: 'waffle-backend' }),
        );
        expect(Summaries?.filter(({ ExecutionStatus }) => ExecutionStatus === 'AVAILABLE')).toEqual([]);
      },
      limitMs,
    );

    test(
      'plan says the same and ends with 3',
      async () => {
        const { code, stdout } = await waffle(['plan', '-c', 'serverGeneration=2']);
        expect(code).toBe(exitCodes.guard);
        expect(stdout).toContain('What would change in waffle-backend:');
        expect(stdout).toContain('This change is refused');
        expect(stdout).toContain('sum a month, USD');
      },
      limitMs,
    );
  });
});
