import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeDBInstancesCommand, DescribeDBParametersCommand, RDSClient } from '@aws-sdk/client-rds';
import { paginateGetParametersByPath, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { describeWhere } from './helpers/when-available';

const rootDirectory = join(__dirname, '..');
const setUpTimeoutMs = 300_000;
const homeAddress = '203.0.113.7/32';

/**
 * `cdk bootstrap`, `diff`, `deploy` and `destroy` as a user types them, against moto; then AWS is asked, through its SDK,
 * what there is. moto is corrected where its CloudFormation passes on less than it was told
 * (rehearsal/stand-ins/moto/). What moto itself does not keep is said beside each expectation.
 */
describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'plain CDK against moto',
  () => {
    const directory = makeTemporaryDirectory(tmpdir());
    const archiveFile = join(directory, '20261121T101500Z-1a2b3c4d.tar.gz');
    const moto = new MotoServer();
    const said: Record<string, string> = {};

    const cdk = async (...words: readonly string[]): Promise<string> => {
      const settings = [
        `releaseArchiveFile=${archiveFile}`,
        `sshAddress=${homeAddress}`,
        'domain=api.example.com',
      ];
      const options = [
        ...settings.flatMap((setting) => ['-c', setting]),
        '--output',
        join(directory, 'cdk.out'),
      ];
      const { stdout, stderr } = await promisify(execFile)('node_modules/.bin/cdk', [...words, ...options], {
        cwd: rootDirectory,
        env: { PATH: process.env['PATH'], HOME: directory, ...moto.variables },
        timeout: 100_000,
      });
      return stdout + stderr;
    };

    const ec2 = () => new EC2Client(moto.clientOptions);
    const rds = () => new RDSClient(moto.clientOptions);
    const ssm = () => new SSMClient(moto.clientOptions);

    beforeAll(async () => {
      writeFileSync(archiveFile, 'a small release archive');
      await moto.start();
      for (const secret of ['database/password', 'auth/jwt-secret']) {
        const parameter = { Name: `/waffle-backend/${secret}`, Value: `the ${secret} of the test` };
        await ssm().send(new PutParameterCommand({ ...parameter, Type: 'SecureString' }));
      }
      said['bootstrap'] = await cdk('bootstrap');
      said['diff'] = await cdk('diff');
      said['deploy'] = await cdk('deploy', '--require-approval', 'never');
    }, setUpTimeoutMs);
    afterAll(async () => {
      await moto.remove();
      await rm(directory, { recursive: true, force: true });
    });

    const instance = async () => {
      const { Reservations } = await ec2().send(new DescribeInstancesCommand({}));
      return Reservations?.[0]?.Instances?.[0];
    };
    const group = async () => {
      const { SecurityGroups } = await ec2().send(
        new DescribeSecurityGroupsCommand({ GroupNames: ['waffle-backend'] }),
      );
      return SecurityGroups?.[0];
    };
    const database = async () => (await rds().send(new DescribeDBInstancesCommand({}))).DBInstances?.[0];

    test('bootstrap, diff and deploy say so', () => {
      expect(said['bootstrap']).toContain('bootstrapped.');
      expect(said['diff']).toContain('Number of stacks with differences: 1');
      expect(said['deploy']).toMatch(/✅ {2}waffle-backend\n/);
    });

    test('moto stumbled over nothing', () => expect(moto.stumbles).toEqual([]));

    // moto 5.1 keeps neither metadata options nor credit specification; the constructs' tests read both in the template.
    test('the instance is what the settings say', async () => {
      expect(await instance()).toMatchObject({
        InstanceType: 't2.micro',
        State: { Name: 'running' },
        Tags: expect.arrayContaining([{ Key: 'Name', Value: 'waffle-backend-server' }]),
        SecurityGroups: [{ GroupName: 'waffle-backend' }],
        Placement: { AvailabilityZone: 'us-east-1a' },
        IamInstanceProfile: { Arn: expect.stringContaining('waffle-backend') },
      });
    });

    test('its disk is encrypted gp3', async () => {
      const { Volumes } = await ec2().send(new DescribeVolumesCommand({}));
      expect(Volumes).toMatchObject([{ Encrypted: true, Size: 12, VolumeType: 'gp3' }]);
    });

    test('the one public address leads to it', async () => {
      const { Addresses } = await ec2().send(new DescribeAddressesCommand({}));
      expect(Addresses).toMatchObject([{ Domain: 'vpc', InstanceId: (await instance())?.InstanceId }]);
    });

    test('the group lets in the web, and SSH from home', async () => {
      const { IpPermissions = [], GroupId } = (await group()) ?? {};
      const rules = IpPermissions.map(({ FromPort, IpRanges = [], UserIdGroupPairs = [] }) => [
        FromPort,
        ...IpRanges.map(({ CidrIp, Description }) => `${CidrIp} ${Description}`),
        // moto drops the description of a rule whose source is a group.
        ...UserIdGroupPairs.map((pair) => pair.GroupId),
      ]);
      expect(rules.sort(([a], [b]) => Number(a) - Number(b))).toEqual([
        [22, `${homeAddress} SSH from the home address of the developer only (setting sshAddress)`],
        [80, '0.0.0.0/0 HTTP from the world: certificate checks, redirect to HTTPS'],
        [443, '0.0.0.0/0 HTTPS from the world: the API'],
        [3306, GroupId],
      ]);
    });

    test('the database is what the settings say', async () => {
      expect(await database()).toMatchObject({
        DBInstanceClass: 'db.t3.micro',
        Engine: 'mysql',
        EngineVersion: '8.4.9',
        AllocatedStorage: 20,
        StorageType: 'gp3',
        StorageEncrypted: true,
        PubliclyAccessible: false,
        MultiAZ: false,
        BackupRetentionPeriod: 1,
        AutoMinorVersionUpgrade: false,
        DeletionProtection: false,
        CACertificateIdentifier: 'rds-ca-rsa2048-g1',
        AvailabilityZone: (await instance())?.Placement?.AvailabilityZone,
        VpcSecurityGroups: [{ VpcSecurityGroupId: (await group())?.GroupId }],
        TagList: expect.arrayContaining([{ Key: 'Name', Value: 'waffle-backend-db' }]),
      });
    });

    test('its parameters require TLS and utf8mb4', async () => {
      const name = (await database())?.DBParameterGroups?.[0]?.DBParameterGroupName;
      const { Parameters = [] } = await rds().send(
        new DescribeDBParametersCommand({ DBParameterGroupName: name }),
      );
      const values = Object.fromEntries(Parameters.map((each) => [each.ParameterName, each.ParameterValue]));
      expect(values).toMatchObject({
        character_set_server: 'utf8mb4',
        collation_server: 'utf8mb4_0900_ai_ci',
        require_secure_transport: '1',
      });
    });

    test('the server finds its settings', async () => {
      const pages = paginateGetParametersByPath(
        { client: ssm() },
        { Path: '/waffle-backend', Recursive: true },
      );
      const found = [];
      for await (const { Parameters = [] } of pages) found.push(...Parameters);
      const values = Object.fromEntries(found.map(({ Name = '', Value }) => [Name, Value]));
      expect(values).toMatchObject({
        '/waffle-backend/http/allowed-hosts': 'api.example.com',
        '/waffle-backend/database/host': (await database())?.Endpoint?.Address,
        '/waffle-backend/release/url': expect.stringMatching(/^s3:\/\/cdk-hnb659fds-assets-/),
      });
    });

    test('its tags say which stack it is of', async () => {
      const { Addresses } = await ec2().send(new DescribeAddressesCommand({}));
      expect(Addresses?.[0]?.Tags).toEqual(
        expect.arrayContaining([
          { Key: 'Name', Value: 'waffle-backend-server' },
          { Key: 'project', Value: 'waffle-backend' },
          { Key: 'aws:cloudformation:stack-name', Value: 'waffle-backend' },
        ]),
      );
    });

    test('the outputs lead to server and database', async () => {
      const { Stacks } = await new CloudFormationClient(moto.clientOptions).send(
        new DescribeStacksCommand({ StackName: 'waffle-backend' }),
      );
      const outputs =
        Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [];
      expect(Object.fromEntries(outputs)).toMatchObject({
        InstanceId: (await instance())?.InstanceId,
        ServerAddress: (await instance())?.PublicIpAddress,
        DatabaseEndpoint: `${(await database())?.Endpoint?.Address}:3306`,
      });
    });

    test('diff after a deploy finds nothing', async () => {
      expect(await cdk('diff')).toContain('Number of stacks with differences: 0');
    }, 60_000);

    test('destroy ends everything of the stack', async () => {
      expect(await cdk('destroy', '--force')).toContain('waffle-backend: destroyed');
      expect((await instance())?.State?.Name).toBe('terminated');
      expect(await database()).toBeUndefined();
      const { Vpcs = [] } = await ec2().send(new DescribeVpcsCommand({}));
      expect(Vpcs.map(({ IsDefault }) => IsDefault)).toEqual([true]);
      const { Addresses } = await ec2().send(new DescribeAddressesCommand({}));
      expect(Addresses).toEqual([]);
    }, 120_000);
  },
);
