import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  CreateVolumeCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand as CreateEcsClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CostReport } from '../bin/cost/describe-cost';
import type { GuardReport } from '../bin/cost/guard-report';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import { freePlan } from '../rehearsal/account/aws-stand-in/free-tier';
import { deployStack } from './helpers/deployed-stack';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle guard and cost',
  () => {
    const home = makeTemporaryDirectory(tmpdir());
    const moto = new MotoServer();
    let aws: AwsStandIn;

    beforeAll(async () => {
      await moto.start();
      aws = await AwsStandIn.start(moto);
      const inHundredDays = new Date(Date.now() + 100 * 86_400_000).toISOString();
      aws.freeTier.plan = {
        ...freePlan,
        accountPlanRemainingCredits: { amount: 62.5, unit: 'USD' },
        accountPlanExpirationDate: inHundredDays,
      };
      await deployStack(moto);
    }, 120_000);
    afterAll(async () => {
      await aws.stop();
      await moto.remove();
      await rm(home, { recursive: true, force: true });
    });

    const waffle = (...words: readonly string[]) => runWaffle(words, { variables: aws.variables, home });

    test('cost estimates this month from what runs, and lasts the credits', async () => {
      const { code, stdout } = await waffle('cost', '--json');
      const { kinds, hourlyUsd, byMonthEndUsd, credits, bill } = JSON.parse(stdout) as CostReport;
      expect({ code, hourlyUsd, bill }).toEqual({
        code: 0,
        hourlyUsd: expect.closeTo(0.0381, 3),
        bill: undefined,
      });
      expect(kinds.map(({ kind, monthlyUsd }) => [kind, monthlyUsd])).toEqual([
        ['RDS instance', 14.71],
        ['EC2 instance', 8.47],
        ['Elastic IP address', 3.65],
        ['EBS volume', 0.96],
      ]);
      expect(byMonthEndUsd).toBeLessThanOrEqual(27.79 * 1.02);
      expect(credits).toMatchObject({ plan: 'FREE', creditsUsd: 62.5, days: expect.closeTo(68.4, 0) });
    });

    test('cost asks nobody who charges for it, unless it is told to', async () => {
      const { code, stderr } = await waffle('cost', '--billed');
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining('→ waffle cost --billed --yes'),
      });
    });

    test('cost --billed shows the bill before and after credits', async () => {
      aws.costs.byService = { 'Amazon Relational Database Service': 11.1, 'Amazon EC2': 6.5 };
      aws.costs.creditsUsd = 16.5;
      const { stdout } = await waffle('cost', '--billed', '--yes');
      expect(stdout).toMatch(/Amazon Relational Database Service +11\.10 +0\.00 +11\.10/);
      expect(stdout).toMatch(/sum +17\.60 +-16\.50 +1\.10/);
      expect(stdout).toContain('Cost Explorer was asked 2 times, at 0.01 USD each.');
    });

    test('without Cost Explorer the estimate stays', async () => {
      aws.plant({ service: 'ce', does: 'denied' });
      const { code, stdout } = await waffle('cost', '--billed', '--yes');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(/did not tell the bill \(AccessDenied[\s\S]+RDS instance/),
      });
      aws.forget();
    });

    const plantOthers = async () => {
      const ec2 = new EC2Client({ ...moto.clientOptions, region: 'eu-central-1' });
      const Tags = [{ Key: 'Name', Value: 'forgotten' }];
      const TagSpecifications = [{ ResourceType: 'instance' as const, Tags }];
      const machine = { ImageId: 'ami-03cf127a', InstanceType: 't3.micro' as const, TagSpecifications };
      await ec2.send(new RunInstancesCommand({ ...machine, MinCount: 1, MaxCount: 1 }));
      const disk = { AvailabilityZone: 'eu-central-1a', Size: 8, VolumeType: 'gp3' as const };
      await ec2.send(new CreateVolumeCommand(disk));
      await plantServices(moto.clientOptions);
    };

    const plantTask = async (ecs: ECSClient, ec2: EC2Client) => {
      await moto.order({ tasks: { worker: { held: true } } });
      await ecs.send(new CreateEcsClusterCommand({ clusterName: 'of-others' }));
      const family = { family: 'worker', cpu: '256', memory: '512', networkMode: 'awsvpc' as const };
      const containerDefinitions = [{ name: 'worker', image: 'worker', memory: 512 }];
      const requiresCompatibilities = ['FARGATE' as const];
      await ecs.send(
        new RegisterTaskDefinitionCommand({ ...family, containerDefinitions, requiresCompatibilities }),
      );
      const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
      const subnets = Subnets.slice(0, 1).map(({ SubnetId = '' }) => SubnetId);
      await ecs.send(
        new RunTaskCommand({
          cluster: 'of-others',
          taskDefinition: 'worker',
          launchType: 'FARGATE',
          networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups: [] } },
        }),
      );
    };

    const plantServices = async (options: MotoServer['clientOptions']) => {
      const secret = { Name: 'of-others', SecretString: 'nobody’s' };
      await new SecretsManagerClient(options).send(new CreateSecretCommand(secret));
      const roleArn = 'arn:aws:iam::123456789012:role/cluster';
      const cluster = { name: 'of-others', roleArn, resourcesVpcConfig: {} };
      // moto makes it, and answers with a time that the SDK cannot read.
      await new EKSClient(options).send(new CreateClusterCommand(cluster)).catch(() => undefined);
      await plantTask(new ECSClient(options), new EC2Client(options));
    };

    test('with this project alone the guard finds nothing', async () => {
      const { code, stdout } = await waffle('guard');
      expect(code).toBe(0);
      expect(stdout).toMatch(/EC2 instance +i-\w+ +us-east-1 +waffle-backend +0\.0116 +8\.47/);
      expect(stdout).toMatch(/sum +0\.0381 +27\.79/);
      expect(stdout).toContain('62.50 USD of credits left: 1640 hours, 68 days at this pace.');
      expect(stdout).toContain('The guard found nothing.');
    });

    test('what others left in another region is found, and is not ours', async () => {
      await plantOthers();
      const { code, stdout } = await waffle('guard', '--json', '--days', '30', '--credit', '9');
      const { things, findings } = JSON.parse(stdout) as GuardReport;
      expect({ code, findings }).toEqual({
        code: 3,
        findings: [expect.stringMatching(/^6 things cost/), 'The credits end within 30 days at this pace.'],
      });
      const others = things.filter(({ isOurs }) => !isOurs);
      expect(others.map(({ kind, region, name, monthlyUsd }) => [kind, region, name, monthlyUsd])).toEqual([
        ['EKS cluster', 'us-east-1', undefined, 73],
        // 182.5 vCPU-hours and 365 GB-hours.
        ['task on Fargate', 'us-east-1', undefined, 9.01],
        ['EC2 instance', 'eu-central-1', 'forgotten', 8.76],
        ['secret of Secrets Manager', 'us-east-1', undefined, 0.4],
        // No price of a disk in Frankfurt has a source.
        ['EBS volume', 'eu-central-1', 'forgotten', 0],
        ['EBS volume', 'eu-central-1', undefined, 0],
      ]);
      expect(others[5]?.unknown).toEqual([expect.stringContaining('8 GiB gp3: no sourced price')]);
    });
  },
);
