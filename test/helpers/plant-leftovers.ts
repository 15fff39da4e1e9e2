import { createHash } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AllocateAddressCommand,
  CreateInternetGatewayCommand,
  CreateKeyPairCommand,
  CreateLaunchTemplateCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSnapshotCommand,
  CreateSubnetCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type ResourceType,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  CreateDBSnapshotCommand,
  CreateDBSubnetGroupCommand,
  CreateOptionGroupCommand,
  DeleteDBInstanceCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { assetBucket } from './deployed-stack';
import type { MotoServer } from '../../rehearsal/account/moto-server';

type ClientOptions = MotoServer['clientOptions'];

/** By kind, as bin/teardown/kinds.ts names them, what was made. */
export type Planted = Readonly<Record<string, readonly string[]>>;

export const plantedSecret = 'nobody may read this';
const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });
const allowed = { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' };
const policy = JSON.stringify({ Version: '2012-10-17', Statement: [allowed] });

/**
 * One or more of each kind that a project can leave behind, named and tagged as `waffle up` and CloudFormation do. The same call with
 * another name of a project makes what looks alike and is a stranger's.
 */
export async function plantLeftovers(
  client: ClientOptions,
  projectName: string,
  network = 10,
): Promise<Planted> {
  const planted = await Promise.all([
    plantMachines(client, projectName, network),
    plantDatabases(client, projectName),
    plantObjects(client, projectName),
    plantParameters(client, projectName),
    plantLogGroup(client, projectName),
    plantRoles(client, projectName),
    plantSchedules(client, projectName),
  ]);
  return Object.assign({}, ...planted) as Planted;
}

const tagsOf = (projectName: string) => [
  { Key: 'project', Value: projectName },
  { Key: 'Name', Value: `${projectName}-server` },
];

async function plantMachines(client: ClientOptions, projectName: string, network: number): Promise<Planted> {
  const ec2 = new EC2Client(client);
  const tagged = (ResourceType: ResourceType) => ({
    TagSpecifications: [{ ResourceType, Tags: tagsOf(projectName) }],
  });
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({ CidrBlock: `10.${network}.0.0/16`, ...tagged('vpc') }),
  );
  const VpcId = Vpc?.VpcId ?? '';
  const subnet = { VpcId, CidrBlock: `10.${network}.1.0/24`, AvailabilityZone: `${client.region}a` };
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ ...subnet, ...tagged('subnet') }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand(tagged('internet-gateway')));
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId, ...tagged('route-table') }));
  const group = { GroupName: projectName, Description: 'Shared by the server and the database', VpcId };
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ ...group, ...tagged('security-group') }),
  );
  const SubnetId = Subnet?.SubnetId ?? '';
  const { NetworkInterface } = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId, Groups: [GroupId], ...tagged('network-interface') }),
  );
  const machine = { ImageId: 'ami-03cf127a', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({ ...machine, SubnetId, ...tagged('instance') }),
  );
  const disk = { AvailabilityZone: `${client.region}a`, Size: 12, VolumeType: 'gp3' } as const;
  const { VolumeId = '' } = await ec2.send(new CreateVolumeCommand({ ...disk, ...tagged('volume') }));
  const { SnapshotId = '' } = await ec2.send(new CreateSnapshotCommand({ VolumeId, ...tagged('snapshot') }));
  const { AllocationId = '' } = await ec2.send(
    new AllocateAddressCommand({ Domain: 'vpc', ...tagged('elastic-ip') }),
  );
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: `${projectName}-ServerImage`,
      LaunchTemplateData: { InstanceType: 't3.micro' },
      ...tagged('launch-template'),
    }),
  );
  await ec2.send(new CreateKeyPairCommand({ KeyName: projectName }));
  return {
    vpc: [VpcId],
    subnet: [SubnetId],
    'internet-gateway': [InternetGateway?.InternetGatewayId ?? ''],
    'route-table': [RouteTable?.RouteTableId ?? ''],
    'security-group': [GroupId],
    'network-interface': [NetworkInterface?.NetworkInterfaceId ?? ''],
    'ec2-instance': [Instances[0]?.InstanceId ?? ''],
    volume: [VolumeId],
    'ebs-snapshot': [SnapshotId],
    'elastic-ip': [AllocationId],
    'launch-template': [LaunchTemplate?.LaunchTemplateId ?? ''],
  };
}

/** As CloudFormation derives it from the stack and the logical id. */
export const derivedDatabaseName = (projectName: string, random: string) =>
  `${projectName}-databaseinstanceaa8a5fde-${random}`;

async function plantDatabases(client: ClientOptions, projectName: string): Promise<Planted> {
  const rds = new RDSClient(client);
  const Tags = tagsOf(projectName);
  const name = (part: string) => `${projectName}-${part}-abcdef123456`;
  const database = {
    DBInstanceClass: 'db.t3.micro',
    Engine: 'mysql',
    AllocatedStorage: 20,
    StorageType: 'gp3',
    MasterUsername: 'waffle',
    MasterUserPassword: plantedSecret,
  };
  const running = derivedDatabaseName(projectName, 'abcdef123456');
  await rds.send(new CreateDBInstanceCommand({ ...database, DBInstanceIdentifier: running, Tags }));
  // Without a tag: only the name of its database tells whose it is.
  const snapshot = `${projectName}-snapshot-databaseinstanceaa8a5fde-abcdef123456`;
  await rds.send(
    new CreateDBSnapshotCommand({ DBInstanceIdentifier: running, DBSnapshotIdentifier: snapshot, Tags: [] }),
  );
  const gone = derivedDatabaseName(projectName, 'bcdefa654321');
  await rds.send(new CreateDBInstanceCommand({ ...database, DBInstanceIdentifier: gone, Tags }));
  await rds.send(
    new DeleteDBInstanceCommand({
      DBInstanceIdentifier: gone,
      SkipFinalSnapshot: true,
      DeleteAutomatedBackups: false,
    }),
  );
  const parameters = { DBParameterGroupFamily: 'mysql8.4', Description: 'utf8mb4 throughout' };
  await rds.send(
    new CreateDBParameterGroupCommand({ ...parameters, DBParameterGroupName: name('parameters'), Tags }),
  );
  const option = { EngineName: 'mysql', MajorEngineVersion: '8.0', OptionGroupDescription: 'none' };
  await rds.send(new CreateOptionGroupCommand({ ...option, OptionGroupName: name('options'), Tags }));
  await plantSubnetGroup(client, name('subnets'), projectName);
  return {
    'rds-instance': [running],
    'rds-snapshot': [snapshot],
    'rds-automated-backup': [resourceIdOf(gone)],
    'rds-parameter-group': [name('parameters')],
    'rds-option-group': [name('options')],
    'rds-subnet-group': [name('subnets')],
  };
}

/** As rehearsal/stand-ins/moto/leftovers.py makes it. */
const resourceIdOf = (database: string) =>
  `db-${createHash('sha256').update(database).digest('hex').slice(0, 26).toUpperCase()}`;

/** In the default network, which has two zones. */
async function plantSubnetGroup(client: ClientOptions, name: string, projectName: string): Promise<void> {
  const filter = [{ Name: 'default-for-az', Values: ['true'] }];
  const { Subnets = [] } = await new EC2Client(client).send(new DescribeSubnetsCommand({ Filters: filter }));
  await new RDSClient(client).send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: name,
      DBSubnetGroupDescription: 'isolated subnets',
      SubnetIds: Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId),
      Tags: tagsOf(projectName),
    }),
  );
}

async function plantObjects(client: ClientOptions, projectName: string): Promise<Planted> {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const Bucket = assetBucket(client.region);
  await s3.send(new CreateBucketCommand({ Bucket })).catch(() => undefined);
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const release = `${projectName}/releases/20261121T101500Z-1a2b3c4d.tar.gz`;
  const removed = `${projectName}/releases/20261120T101500Z-0a1b2c3d.tar.gz`;
  const asset = `${createHash('sha256').update(projectName).digest('hex')}.gz`;
  // A template of a deploy that CloudFormation no longer knows.
  const template = JSON.stringify({ Name: `/${projectName}/release/url`, Value: asset });
  const templateKey = `${createHash('sha256').update(template).digest('hex')}.json`;
  for (const [Key, Body] of [
    [release, 'first'],
    [release, 'second version'],
    [removed, 'only a delete marker hides it'],
    [asset, 'a release'],
    [templateKey, template],
  ] as const) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }
  await s3.send(new DeleteObjectCommand({ Bucket, Key: removed }));
  const own = `${projectName}-uploads`;
  await s3.send(new CreateBucketCommand({ Bucket: own }));
  await s3.send(new PutBucketTaggingCommand({ Bucket: own, Tagging: { TagSet: tagsOf(projectName) } }));
  await s3.send(new PutObjectCommand({ Bucket: own, Key: 'file', Body: 'content' }));
  return { 's3-release': [release, removed], 's3-asset': [asset, templateKey], 's3-bucket': [own] };
}

async function plantParameters(client: ClientOptions, projectName: string): Promise<Planted> {
  const ssm = new SSMClient(client);
  const names = ['database/password', 'auth/jwt-secret', 'certificate/current', 'certificate/a/1'].map(
    (name) => `/${projectName}/${name}`,
  );
  for (const Name of names) {
    await ssm.send(new PutParameterCommand({ Name, Type: 'SecureString', Value: plantedSecret }));
  }
  return { 'ssm-parameter': names };
}

async function plantLogGroup(client: ClientOptions, projectName: string): Promise<Planted> {
  const logs = new CloudWatchLogsClient(client);
  const logGroupName = `/aws/rds/instance/${derivedDatabaseName(projectName, 'bcdefa654321')}/slowquery`;
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'one' }));
  const logEvents = [{ timestamp: Date.now(), message: 'SELECT 1' }];
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'one', logEvents }));
  return { 'log-group': [logGroupName] };
}

async function plantRoles(client: ClientOptions, projectName: string): Promise<Planted> {
  const iam = new IAMClient(client);
  const Tags = tagsOf(projectName);
  const RoleName = `${projectName}-ServerRoleB6C85082-abcdef123456`;
  const InstanceProfileName = `${projectName}-ServerInstanceProfile-abcdef123456`;
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Tags }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Settings', PolicyDocument: policy }));
  const PolicyName = `${projectName}-Policy-abcdef123456`;
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: policy, Tags }));
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  return {
    'iam-role': [RoleName],
    'iam-policy': [Policy?.Arn ?? ''],
    'iam-instance-profile': [InstanceProfileName],
  };
}

async function plantSchedules(client: ClientOptions, projectName: string): Promise<Planted> {
  const scheduler = new SchedulerClient(client);
  const GroupName = `${projectName}-WorkingHoursCallsGroup-abcdef123456`;
  await scheduler.send(new CreateScheduleGroupCommand({ Name: GroupName, Tags: tagsOf(projectName) }));
  await scheduler.send(
    new CreateScheduleCommand({
      GroupName,
      Name: 'StopServer',
      ScheduleExpression: 'cron(0 18 * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:ec2:stopInstances',
        RoleArn: 'arn:aws:iam::123456789012:role/any',
      },
    }),
  );
  return { 'schedule-group': [GroupName], schedule: [`${GroupName}/StopServer`] };
}
