import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  GetCostForecastCommand,
} from '@aws-sdk/client-cost-explorer';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, PutObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  PutParameterCommand,
  SendCommandCommand,
  SSMClient,
  StartSessionCommand,
} from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { eligibleInstanceTypes } from '../bin/account/eligible-instance-types';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import type { Fault } from '../rehearsal/account/aws-stand-in/faults';
import type { Ran } from '../rehearsal/account/aws-stand-in/run-command';
import { eventually } from './helpers/eventually';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { describeWhere } from './helpers/when-available';

const bash = (script: string): Promise<Ran> =>
  new Promise((resolve) => {
    execFile('bash', ['-c', script], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'the stand-in for AWS',
  () => {
    const moto = new MotoServer();
    let aws: AwsStandIn;
    beforeAll(async () => {
      await moto.start();
      aws = await AwsStandIn.start(moto);
    }, 300_000);
    afterAll(async () => {
      await aws.stop();
      await moto.remove();
    });
    afterEach(() => aws.forget());

    const once = () => ({ ...aws.clientOptions, maxAttempts: 1 });
    const asks: Readonly<Record<string, () => Promise<unknown>>> = {
      ec2: () => new EC2Client(once()).send(new DescribeInstancesCommand({})),
      cloudformation: () => new CloudFormationClient(once()).send(new DescribeStacksCommand({})),
      ssm: () => new SSMClient(once()).send(new DescribeInstanceInformationCommand({})),
      scheduler: () => new SchedulerClient(once()).send(new ListSchedulesCommand({})),
      s3: () => new S3Client(once()).send(new CreateBucketCommand({ Bucket: 'a-bucket' })),
    };
    const services = Object.keys(asks);
    const all = () => Promise.all(Object.values(asks).map((ask) => ask()));

    test('passes on what it does not know, and writes it down', async () => {
      await all();
      expect([...aws.operations].sort()).toEqual([
        'cloudformation:DescribeStacks',
        'ec2:DescribeInstances',
        's3:CreateBucket',
        'scheduler:ListSchedules',
        'ssm:DescribeInstanceInformation',
      ]);
      expect(aws.calls.every(({ region }) => region === 'us-east-1')).toBe(true);
    });

    test('passes on bytes as they are', async () => {
      const object = { Bucket: 'a-bucket', Key: 'some/bytes' };
      const s3 = new S3Client(aws.clientOptions);
      const Body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      await s3.send(new PutObjectCommand({ ...object, Body }));
      const got = await (await s3.send(new GetObjectCommand(object))).Body?.transformToByteArray();
      expect(Buffer.from(got ?? [])).toEqual(Body);
      expect(aws.operations).toEqual(['s3:PutObject', 's3:GetObject']);
    });

    test('writes no secret down', async () => {
      const parameter = { Name: '/a/secret', Value: 'hunter2', Type: 'SecureString' } as const;
      await new SSMClient(once()).send(new PutParameterCommand(parameter));
      expect(aws.calls[0]?.parameters).toMatchObject({ Name: '/a/secret', Value: '(secret)' });
    });

    describe.each(services)('a refusal of %s', (service) => {
      test.each([
        ['throttled', /Throttl|RequestLimitExceeded|SlowDown/],
        ['denied', /^AccessDenied|^UnauthorizedOperation/],
        ['expired', /^ExpiredToken|^RequestExpired/],
        ['unknown', /^UnrecognizedClient|^InvalidClientTokenId|^AuthFailure|^InvalidAccessKeyId/],
      ] as const)('%s is known by its name', async (does, name) => {
        aws.plant({ service, does });
        await expect(asks[service]?.()).rejects.toMatchObject({ name: expect.stringMatching(name) });
      });

      test('cut ends the connection', async () => {
        aws.plant({ service, does: 'cut' });
        await expect(asks[service]?.()).rejects.toThrow('socket hang up');
      });
    });

    test('a fault hits as many calls as it says, after those it lets pass', async () => {
      const fault: Fault = { operation: 'DescribeInstances', after: 1, times: 1, does: 'denied' };
      aws.plant(fault);
      await asks['ec2']?.();
      await expect(asks['ec2']?.()).rejects.toThrow('not authorized to perform: ec2:DescribeInstances');
      await asks['ec2']?.();
    });

    test('the types of the Free Tier are those of a new account', async () => {
      expect(await eligibleInstanceTypes({ aws: { ...once(), ...transport } })).toEqual([
        'c7i-flex.large',
        'm7i-flex.large',
        't3.micro',
        't3.small',
        't4g.micro',
        't4g.small',
      ]);
    });

    describe('Cost Explorer', () => {
      const TimePeriod = { Start: '2026-11-01', End: '2026-11-22' };
      const costs = async (more: object) =>
        (
          await new CostExplorerClient(once()).send(
            new GetCostAndUsageCommand({
              TimePeriod,
              Granularity: 'MONTHLY',
              Metrics: ['UnblendedCost'],
              ...more,
            }),
          )
        ).ResultsByTime?.[0];

      test('adds up what the test sets, less credits', async () => {
        aws.costs.byService = { 'Amazon Relational Database Service': 3, AmazonCloudWatch: 0.5 };
        aws.costs.creditsUsd = 3.5;
        expect((await costs({}))?.Total).toEqual({
          UnblendedCost: { Amount: '0.0000000000', Unit: 'USD' },
        });
        const byService = await costs({ GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }] });
        expect(byService?.Groups?.map(({ Keys }) => Keys?.[0])).toContain('AmazonCloudWatch');
      });

      test('forecasts nothing for a young account', async () => {
        const forecast = () =>
          new CostExplorerClient(once()).send(
            new GetCostForecastCommand({ TimePeriod, Granularity: 'MONTHLY', Metric: 'UNBLENDED_COST' }),
          );
        await expect(forecast()).rejects.toMatchObject({ name: 'DataUnavailableException' });
        aws.costs.forecastUsd = 12.25;
        expect((await forecast()).Total).toEqual({ Amount: '12.2500000000', Unit: 'USD' });
      });
    });

    describe('Run Command', () => {
      const ssm = () => new SSMClient(once());
      const InstanceIds = ['i-0123456789abcdef0'];
      const run = async (script: string, more: Readonly<Record<string, string[]>> = {}) => {
        const { Command } = await ssm().send(
          new SendCommandCommand({
            DocumentName: 'AWS-RunShellScript',
            InstanceIds,
            Parameters: { commands: script.split('\n'), ...more },
          }),
        );
        const names = { CommandId: Command?.CommandId, InstanceId: InstanceIds[0] };
        return eventually(async () => {
          const found = await ssm().send(new GetCommandInvocationCommand(names));
          if (found.Status === 'InProgress') throw new Error('not yet');
          return found;
        });
      };

      test('is refused without an agent', async () => {
        await expect(run('true')).rejects.toMatchObject({ name: 'InvalidInstanceId' });
      });

      test.each([
        ['echo one; echo two >&2', { Status: 'Success', ResponseCode: 0, StandardOutputContent: 'one\n' }],
        ['echo no >&2\nexit 7', { Status: 'Failed', ResponseCode: 7, StandardErrorContent: 'no\n' }],
      ])('really runs %j', async (script, expected) => {
        aws.runCommand.run = bash;
        expect(await run(script)).toMatchObject(expected);
      });

      test('shows the first 24,000 characters', async () => {
        aws.runCommand.run = bash;
        const { StandardOutputContent } = await run('head -c 30000 /dev/zero | tr "\\0" x');
        expect(StandardOutputContent).toHaveLength(24_000);
      });

      test('ends what takes too long', async () => {
        aws.runCommand.run = (_, { signal }) =>
          new Promise((resolve) =>
            signal.addEventListener('abort', () => resolve({ code: 137, stdout: '', stderr: '' })),
          );
        expect(await run('sleep 60', { executionTimeout: ['0.05'] })).toMatchObject({ Status: 'TimedOut' });
      });

      test('sessions have an address and a token', async () => {
        aws.runCommand.run = bash;
        expect(await ssm().send(new StartSessionCommand({ Target: InstanceIds[0] }))).toMatchObject({
          SessionId: expect.any(String),
          StreamUrl: expect.stringMatching(/^wss:/),
          TokenValue: expect.any(String),
        });
      });
    });
  },
);

const transport = {
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};
