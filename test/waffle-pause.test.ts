import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetRolePolicyCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import {
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Stack } from '@aws-sdk/client-cloudformation';
import { deployStack } from './helpers/deployed-stack';
import { HttpsStandIn } from './helpers/https-stand-in';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle pause and resume',
  () => {
    const home = makeTemporaryDirectory(tmpdir());
    const moto = new MotoServer();
    let stack: Stack;
    let api: HttpsStandIn;

    beforeAll(async () => {
      mkdirSync(home, { recursive: true });
      await moto.start();
      stack = await deployStack(moto);
      await deployStack(moto, {
        projectName: 'pancake',
        context: { workingHours: 'Mon-Fri 08:00-18:00', timeZone: 'Asia/Seoul' },
      });
      api = await HttpsStandIn.start(output('ServerAddress'), '20261121T101500Z-1a2b3c4d', home);
    }, 120_000);
    afterAll(async () => {
      await api.stop();
      await moto.remove();
      await rm(home, { recursive: true, force: true });
    });

    const output = (name: string) =>
      stack.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
    const waffle = (...words: readonly string[]) => runWaffle(words, { variables: moto.variables, home });
    const states = async () => {
      const machine = new DescribeInstancesCommand({ InstanceIds: [output('InstanceId')] });
      const { Reservations } = await new EC2Client(moto.clientOptions).send(machine);
      const { DBInstances = [] } = await new RDSClient(moto.clientOptions).send(
        new DescribeDBInstancesCommand({}),
      );
      const database = DBInstances.find(({ DBInstanceIdentifier }) =>
        DBInstanceIdentifier?.startsWith('waffle'),
      );
      return [Reservations?.[0]?.Instances?.[0]?.State?.Name, database?.DBInstanceStatus];
    };
    const scheduler = () => new SchedulerClient(moto.clientOptions);
    const groups = async () => {
      const { ScheduleGroups = [] } = await scheduler().send(new ListScheduleGroupsCommand({}));
      return ScheduleGroups.filter(({ Name }) => Name?.endsWith('-pause'));
    };
    const roles = async () => {
      const { Roles = [] } = await new IAMClient(moto.clientOptions).send(new ListRolesCommand({}));
      return Roles.map(({ RoleName }) => RoleName).filter((name) => name?.includes('-pause'));
    };

    test('pause stops both and says what still costs', async () => {
      const { code, stdout, stderr } = await waffle('pause');
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Stop the server') });
      expect(stderr.indexOf('Stop the server')).toBeLessThan(stderr.indexOf('Stop the database'));
      expect(await states()).toEqual(['stopped', 'stopped']);
      expect(stdout).toMatch(/public IPv4 address +730 hour × 0\.005 +3\.65/);
      expect(stdout).toMatch(/sum a month, USD +6\.91/);
      expect(stdout).toContain('Saved: 20.88 USD a month.');
    });

    test('a daily schedule stops the database that RDS starts', async () => {
      const names = { GroupName: 'waffle-backend-pause', Name: 'waffle-backend-pause' };
      const { ScheduleExpression, Target } = await scheduler().send(new GetScheduleCommand(names));
      expect(ScheduleExpression).toMatch(/^cron\(\d+ \d+ \* \* \? \*\)$/);
      expect(Target).toMatchObject({
        Arn: 'arn:aws:scheduler:::aws-sdk:rds:stopDBInstance',
        RoleArn: 'arn:aws:iam::123456789012:role/waffle-backend-pause-us-east-1',
        Input: expect.stringMatching(/^\{"DbInstanceIdentifier":"waffle-backend-databaseinstance/),
      });
    });

    test('its role may stop this database and nothing else', async () => {
      const policy = { RoleName: 'waffle-backend-pause-us-east-1', PolicyName: 'stop-database' };
      const { PolicyDocument = '' } = await new IAMClient(moto.clientOptions).send(
        new GetRolePolicyCommand(policy),
      );
      expect(JSON.parse(decodeURIComponent(PolicyDocument))).toMatchObject({
        Statement: [
          {
            Action: 'rds:StopDBInstance',
            Resource: expect.stringMatching(
              /^arn:aws:rds:us-east-1:123456789012:db:waffle-backend-databaseinstance/,
            ),
          },
        ],
      });
    });

    test('its group bears the tag of the project', async () => {
      const [group] = await groups();
      const { Tags } = await scheduler().send(new ListTagsForResourceCommand({ ResourceArn: group?.Arn }));
      expect(Tags).toEqual([{ Key: 'project', Value: 'waffle-backend' }]);
    });

    test('pause again changes nothing', async () => {
      const { code, stdout } = await waffle('pause', '--json');
      expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
        code: 0,
        keptStoppedBy: 'daily schedule',
        monthlyUsd: 6.91,
        savedMonthlyUsd: 0,
      });
      expect(await groups()).toHaveLength(1);
    });

    test('resume starts both, leaves no schedule and waits for the API', async () => {
      const { code, stdout, stderr } = await waffle('resume');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('waffle-backend is back: https://'),
      });
      expect(stderr.indexOf('Start the database')).toBeLessThan(stderr.indexOf('Start the server'));
      expect(await states()).toEqual(['running', 'available']);
      expect([await groups(), await roles()]).toEqual([[], []]);
    });

    test('where working hours start both again, pause says when', async () => {
      const { code, stdout } = await waffle('pause', '-c', 'projectName=pancake');
      expect(code).toBe(0);
      expect(stdout).toContain('database: 07:40 on MON,TUE,WED,THU,FRI (Asia/Seoul)');
      expect(stdout).toContain('server: 07:55 on MON,TUE,WED,THU,FRI (Asia/Seoul)');
      expect(await groups()).toEqual([]);
    });
  },
);
