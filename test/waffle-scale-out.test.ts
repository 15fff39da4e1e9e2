import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { BatchDeleteImageCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import {
  DescribeTasksCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exitCodes } from '../bin/io/errors';
import { scaleOutDeployGrants } from '../infra/constructs/github-roles/scale-out-permissions';
import { scaleOut } from '../infra/testing/setting-variants';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import { MotoServer } from '../rehearsal/account/moto-server';
import { assemblyCache } from './helpers/assembly-cache';
import { pretendBootstrap } from './helpers/deployed-stack';
import { eventually } from './helpers/eventually';
import { HttpsStandIn } from './helpers/https-stand-in';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle, type WaffleOptions, type WaffleResult } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

const [first, second, broken] = [
  '20261121T101500Z-1a2b3c4d',
  '20261122T080000Z-2b3c4d5e',
  '20261122T090000Z-3c4d5e6f',
] as const;
const limitMs = 120_000;
/** Of this run alone. */
const address = `127.84.${(process.pid >> 7) % 256}.${1 + (process.pid % 128)}`;

/** The real command line against moto; the API that tasks would run is a stand-in at the domain's address. */
describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle on many machines',
  () => {
    const directory = makeTemporaryDirectory(tmpdir());
    const settingsFile = path.join(directory, 'settings.json');
    const synthesizedOnce = assemblyCache(directory);
    const moto = new MotoServer();
    let aws: AwsStandIn;
    let api: HttpsStandIn | undefined;

    const waffle = (words: readonly string[], options: Partial<WaffleOptions> = {}) => {
      const archiveFile = path.join(directory, `${first}.tar.gz`);
      const settings = [`settingsFile=${settingsFile}`, `releaseArchiveFile=${archiveFile}`];
      return runWaffle([...words, ...settings.flatMap((setting) => ['-c', setting])], {
        variables: { ...aws.variables, ...synthesizedOnce },
        home: directory,
        hosts: { [scaleOut.domain]: address },
        ...options,
      });
    };
    const push = (imageTag: string) =>
      new ECRClient(moto.clientOptions).send(
        new PutImageCommand({
          repositoryName: 'waffle-backend',
          imageTag,
          imageManifest: JSON.stringify({
            schemaVersion: 2,
            mediaType: 'application/vnd.oci.image.manifest.v1+json',
            annotations: { tag: imageTag },
          }),
        }),
      );

    beforeAll(async () => {
      await moto.start();
      aws = await AwsStandIn.start(moto);
      await pretendBootstrap(moto.clientOptions);
      const zone = new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'one' });
      const { HostedZone } = await new Route53Client(moto.clientOptions).send(zone);
      const hostedZoneId = HostedZone?.Id?.replace('/hostedzone/', '');
      writeFileSync(path.join(directory, `${first}.tar.gz`), 'a small release archive');
      writeFileSync(
        settingsFile,
        JSON.stringify({ context: { ...scaleOut, hostedZoneId, accountPlan: 'credit-free' } }),
      );
      await moto.order({ delayMs: 0 });
      api = await HttpsStandIn.start(address, first, directory);
    }, limitMs);
    afterAll(async () => {
      await api?.stop();
      await aws.stop();
      await moto.remove();
      rmSync(directory, { recursive: true, force: true });
    });

    /** What was said is shown where the code is another one. */
    const expectCode = ({ code, stdout, stderr }: WaffleResult, wanted: number) =>
      expect({ code, ...(code === wanted ? {} : { stdout, stderr }) }).toEqual({ code: wanted });
    /** Of the stand-in before moto. */
    const asked = (operation: string) =>
      eventually(() => {
        if (aws.calls.some((call) => call.operation === operation)) return Promise.resolve();
        return Promise.reject(new Error(`nobody has asked ${operation}`));
      }, limitMs);
    const json = async (...words: readonly string[]) => {
      const result = await waffle([...words, '--json']);
      return { result, data: JSON.parse(result.stdout || '{}') as Record<string, unknown> };
    };

    describe('up', () => {
      test(
        'makes all but the service, says which image is missing, and leaves no secret anywhere',
        async () => {
          const missing = await waffle(['up', '--yes']);
          expectCode(missing, exitCodes.failed);
          expect(missing.stderr).toMatch(
            new RegExp(`There is no image \\S+/waffle-backend:${first} yet; all but the service is deployed`),
          );
          expect(missing.stderr).toMatch(
            /bash deployment\/containers\/push-image.sh \S+ dist\/release\/\S+.tar.gz/,
          );
          const secrets = await readSecrets();
          expect(Object.keys(secrets).sort()).toEqual([
            'auth/jwt-secret',
            'cache/password',
            'database/password',
          ]);
          const command = new GetTemplateCommand({ StackName: 'waffle-backend' });
          const { TemplateBody } = await new CloudFormationClient(moto.clientOptions).send(command);
          for (const secret of Object.values(secrets)) {
            expect(secret).toMatch(/^[\w-]{40,64}$/);
            expect(missing.stdout + missing.stderr + TemplateBody).not.toContain(secret);
          }
        },
        limitMs,
      );

      test(
        'goes on once the image is there, until the API answers by its domain',
        async () => {
          await push(first);
          const log = ['2 migrations applied'];
          await moto.order({ tasks: { 'waffle-backend-migrate': { log } } });
          const done = await waffle(['up', '--yes']);
          expectCode(done, exitCodes.ok);
          expect(done.stderr).toContain('2 migrations applied');
          expect(done.stdout).toMatch(/waffle deploy +the next release/);
        },
        limitMs,
      );
    });

    describe('a release', () => {
      beforeAll(() => aws.forget());

      test(
        'is refused without its image, before anything is changed',
        async () => {
          const { code, stderr } = await waffle(['deploy', second]);
          expect(code).toBe(exitCodes.failed);
          expect(stderr).toContain(`:${second} yet; nothing was changed.`);
          expect(stderr).toContain(`waffle deploy ${second}`);
        },
        limitMs,
      );

      test(
        'comes into service after its migrations, by its own image, also where Ctrl-C ended the first try',
        async () => {
          await push(second);
          await moto.order({ tasks: { 'waffle-backend-migrate': { held: true } } });
          aws.forget();
          const interrupted = await waffle(['deploy', second], {
            onStart: (child) => void asked('DescribeTasks').then(() => child.kill('SIGINT')),
          });
          expectCode(interrupted, exitCodes.interrupted);
          aws.forget();
          const result = await waffle(['deploy', second, '--json'], {
            onStart: () => void asked('DescribeTasks').then(() => moto.order({ tasks: {} })),
          });
          expect(aws.operations).not.toContain('ecs:RunTask');
          const data = JSON.parse(result.stdout) as Record<string, unknown>;
          expectCode(result, exitCodes.ok);
          expect(data).toMatchObject({ release: second, from: first, rollout: { status: 'SUCCESSFUL' } });
          expect(result.stderr).toMatch(/Migrate the database.*\n[^]*Roll out/);
          expect(result.stderr).toContain('has reached a steady state');
          expect(await imagesOfTasks()).toContain(second);
          expect(await activeDefinitions()).toEqual(['waffle-backend', 'waffle-backend-migrate']);
        },
        limitMs,
      );

      test(
        'whose tasks are not healthy is taken back, and that is told with the reason',
        async () => {
          await push(broken);
          const log = ['{"level":50,"msg":"no such column"}'];
          await moto.order({ unhealthyImages: [broken], tasks: { 'waffle-backend': { exitCode: 1, log } } });
          const { code, stderr } = await waffle(['deploy', broken]);
          expect(stderr).toContain(`${broken} did not come into service; ${second} serves on.`);
          expect(stderr).toContain('circuit breaker');
          expect(stderr).toContain('Task failed container health checks, api ended with 1');
          expect(stderr).toContain('no such column');
          expect(code).toBe(exitCodes.failed);
          const followed = await waffle(['deploy', '--follow']);
          expectCode(followed, exitCodes.failed);
          expect(followed.stderr).toContain(`${broken} did not come into service; ${second} serves on.`);
        },
        limitMs,
      );

      test(
        'is listed with how it did',
        async () => {
          const { data } = await json('releases');
          const releases = data['releases'] as readonly {
            id: string;
            state: string;
            rollout: { status: string };
          }[];
          expect(
            Object.fromEntries(releases.map(({ id, state, rollout }) => [id, [state, rollout.status]])),
          ).toEqual({
            [first]: ['previous', 'SUCCESSFUL'],
            [second]: ['serves', 'SUCCESSFUL'],
            [broken]: ['kept', 'ROLLBACK_SUCCESSFUL'],
          });
        },
        limitMs,
      );

      test(
        'whose migrations fail never begins, and what the runner said is told',
        async () => {
          const log = ['20260101_init failed: Table exists'];
          await moto.order({ tasks: { 'waffle-backend-migrate': { exitCode: 1, log } } });
          const { code, stderr } = await waffle(['deploy', broken]);
          expect(stderr).toContain('The database is not migrated: api ended with 1.');
          expect(stderr).toContain(log[0]);
          expect(stderr).not.toContain('Roll out');
          expect(code).toBe(exitCodes.failed);
        },
        limitMs,
      );

      test(
        'is rolled back from, and said to leave its migrations',
        async () => {
          const { result, data } = await json('rollback');
          expectCode(result, exitCodes.ok);
          expect(data).toMatchObject({ release: first, from: second });
          expect(result.stderr).toContain('Migrations are not taken back');
          const again = await waffle(['deploy', first]);
          expect(again.stdout).toContain(`${first} serves already; nothing was changed.`);
        },
        limitMs,
      );

      test(
        'whose image is gone is nobody’s way back',
        async () => {
          const gone = { repositoryName: 'waffle-backend', imageIds: [{ imageTag: second }] };
          await new ECRClient(moto.clientOptions).send(new BatchDeleteImageCommand(gone));
          const { code, stderr } = await waffle(['rollback']);
          expect({ code, stderr }).toEqual({
            code: exitCodes.failed,
            stderr: expect.stringContaining(`${second} served before, and its image is gone`),
          });
        },
        limitMs,
      );

      test('from GitHub may do what that called, and what the push of an image does', () => {
        const called = new Set(aws.calls.map(({ service, operation }) => `${service}:${operation}`));
        const granted = scaleOutDeployGrants('waffle-backend').flatMap(({ actions }) => actions);
        const needed = [...called].filter((each) => each !== 'sts:GetCallerIdentity');
        expect(needed.filter((each) => !granted.includes(each))).toEqual([]);
        const pushed = /^ecr:(Get|Batch|Complete|Initiate|Put|Upload)/;
        // IAM asks for these two by itself, where a task definition is tagged and its roles are passed on.
        const implied = ['ecs:TagResource', 'iam:PassRole'];
        const others = granted.filter((each) => !called.has(each) && !implied.includes(each));
        expect(others.filter((each) => !pushed.test(each))).toEqual([]);
      });
    });

    test(
      'status tells of each part, and logs what the tasks said',
      async () => {
        const alarm = { AlarmName: 'waffle-backend-slow', StateValue: 'ALARM', StateReason: 'test' } as const;
        await new CloudWatchClient(moto.clientOptions).send(new SetAlarmStateCommand(alarm));
        const [status, logs, since, ssh] = await Promise.all([
          waffle(['status']),
          waffle(['logs', '--follow'], { interruptAt: /Table exists/ }),
          json('logs', '--since', '1h', '--lines', '1'),
          waffle(['ssh']),
        ]);
        expectCode(status, exitCodes.ok);
        expect(status.stdout).toMatch(/✔ +service +active {2}2 of 2 tasks run/);
        expect(status.stdout).toMatch(/✔ +rollout +completed/);
        expect(status.stdout).toMatch(/✔ +targets +2 of 2 healthy/);
        expect(status.stdout).toMatch(/✔ +database +available/);
        expect(status.stdout).toMatch(/✔ +cache +2 of 2 nodes available {2}cache.t4g.micro/);
        expect(status.stdout).toMatch(/✔ +API +https:\/\/api.example.com\/ answers 200/);
        expect(status.stdout).toMatch(new RegExp(`✔ +release +${first}`));
        expect(status.stdout).toMatch(/! +alarms +slow: One request in a hundred/);
        expectCode(logs, exitCodes.ok);
        expect(status.stdout).toMatch(/✔ +cost +148.25 USD a month/);
        expect(logs.stdout).toMatch(/api@[0-9a-f]{8} {2}2 migrations applied/);
        expect(since.data).toMatchObject({ message: '20260101_init failed: Table exists' });
        expect(ssh.stderr).toContain('it has no server of its own to ask');
      },
      limitMs,
    );

    test(
      'down deletes the service first, then all that it stands on, and leaves nothing billed',
      async () => {
        const confirmed = ['--without-dump', '--leftovers', '--confirm', 'waffle-backend'];
        const { result, data } = await json(
          'down',
          '--receipts',
          path.join(directory, 'receipts'),
          ...confirmed,
        );
        expectCode(result, exitCodes.ok);
        expect(data).toMatchObject({
          stacks: [
            { name: 'waffle-backend-service', isGone: true },
            { name: 'waffle-backend', isGone: true },
          ],
          monthlyUsd: { before: 148.25, after: 0 },
        });
        const left = data['left'] as readonly { kind: string }[];
        expect(left.map(({ kind }) => kind)).toEqual([]);
        const deleted = data['deleted'] as readonly { kind: string }[];
        expect(new Set(deleted.map(({ kind }) => kind))).toEqual(
          new Set(['ecs-task-definition', 's3-asset', 's3-bucket', 'ssm-parameter']),
        );
      },
      limitMs,
    );

    test('moto stumbled over nothing', () => expect(moto.stumbles).toEqual([]));

    async function readSecrets(): Promise<Readonly<Record<string, string>>> {
      const command = new GetParametersByPathCommand({
        Path: '/waffle-backend',
        Recursive: true,
        WithDecryption: true,
      });
      const { Parameters = [] } = await new SSMClient(moto.clientOptions).send(command);
      return Object.fromEntries(
        Parameters.filter(({ Type }) => Type === 'SecureString').map(({ Name = '', Value = '' }) => [
          Name.replace('/waffle-backend/', ''),
          Value,
        ]),
      );
    }

    async function imagesOfTasks(): Promise<readonly string[]> {
      const ecs = new ECSClient(moto.clientOptions);
      const place = { cluster: 'waffle-backend' };
      const { taskArns } = await ecs.send(new ListTasksCommand({ ...place, desiredStatus: 'STOPPED' }));
      const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ ...place, tasks: taskArns }));
      return tasks.map(({ containers = [] }) => containers[0]?.image?.split(':').at(-1) ?? '');
    }

    async function activeDefinitions(): Promise<readonly string[]> {
      const command = new ListTaskDefinitionsCommand({ status: 'ACTIVE' });
      const { taskDefinitionArns = [] } = await new ECSClient(moto.clientOptions).send(command);
      return taskDefinitionArns.map((arn) => arn.replace(/^.*\/|:\d+$/g, '')).sort();
    }
  },
);
