import { DescribeLogGroupsCommand, CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as rds from '@aws-sdk/client-rds';
import { ListBucketsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListScheduleGroupsCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { paginateDescribeParameters, SSMClient } from '@aws-sdk/client-ssm';
import type { MotoServer } from '../../rehearsal/account/moto-server';

type ClientOptions = MotoServer['clientOptions'];

/** Everything in the account, each thing as JSON: asked without the code that is tested. */
export async function listAccount(client: ClientOptions): Promise<readonly string[]> {
  const parts = await Promise.all([
    listEc2(client),
    listRds(client),
    listIam(client),
    listS3(client),
    listRest(client),
  ]);
  return parts
    .flat()
    .map((thing) => JSON.stringify(thing, withoutClock))
    .sort();
}

/** When something was last written is not what it is; moto tells the time of each answer as the last one to restore to. */
const withoutClock = (key: string, value: unknown) =>
  ['LatestRestorableTime', 'LastModified'].includes(key) ? undefined : value;

async function listEc2(client: ClientOptions): Promise<unknown[]> {
  const api = new ec2.EC2Client(client);
  const { Reservations = [] } = await api.send(new ec2.DescribeInstancesCommand({}));
  return [
    Reservations.flatMap(({ Instances = [] }) => Instances).filter(
      ({ State }) => State?.Name !== 'terminated',
    ),
    (await api.send(new ec2.DescribeNetworkInterfacesCommand({}))).NetworkInterfaces,
    (await api.send(new ec2.DescribeVolumesCommand({}))).Volumes,
    (await api.send(new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'] }))).Snapshots,
    (await api.send(new ec2.DescribeAddressesCommand({}))).Addresses,
    (await api.send(new ec2.DescribeSecurityGroupsCommand({}))).SecurityGroups,
    (await api.send(new ec2.DescribeLaunchTemplatesCommand({}))).LaunchTemplates,
    (await api.send(new ec2.DescribeKeyPairsCommand({}))).KeyPairs,
    (await api.send(new ec2.DescribeVpcsCommand({}))).Vpcs,
    (await api.send(new ec2.DescribeSubnetsCommand({}))).Subnets,
    (await api.send(new ec2.DescribeRouteTablesCommand({}))).RouteTables,
    (await api.send(new ec2.DescribeInternetGatewaysCommand({}))).InternetGateways,
  ].flatMap((things): unknown[] => things ?? []);
}

async function listRds(client: ClientOptions): Promise<unknown[]> {
  const api = new rds.RDSClient(client);
  return [
    (await api.send(new rds.DescribeDBInstancesCommand({}))).DBInstances,
    (await api.send(new rds.DescribeDBSnapshotsCommand({}))).DBSnapshots,
    (await api.send(new rds.DescribeDBInstanceAutomatedBackupsCommand({}))).DBInstanceAutomatedBackups,
    (await api.send(new rds.DescribeDBParameterGroupsCommand({}))).DBParameterGroups,
    (await api.send(new rds.DescribeOptionGroupsCommand({}))).OptionGroupsList,
    (await api.send(new rds.DescribeDBSubnetGroupsCommand({}))).DBSubnetGroups,
  ].flatMap((things): unknown[] => things ?? []);
}

async function listIam(client: ClientOptions): Promise<unknown[]> {
  const api = new iam.IAMClient(client);
  return [
    (await api.send(new iam.ListRolesCommand({}))).Roles,
    (await api.send(new iam.ListInstanceProfilesCommand({}))).InstanceProfiles,
    (await api.send(new iam.ListPoliciesCommand({ Scope: 'Local' }))).Policies,
  ].flatMap((things): unknown[] => things ?? []);
}

async function listS3(client: ClientOptions): Promise<unknown[]> {
  const api = new S3Client({ ...client, forcePathStyle: true });
  const { Buckets = [] } = await api.send(new ListBucketsCommand({}));
  const objects = Buckets.map(async ({ Name: Bucket }) => {
    const { Versions = [], DeleteMarkers = [] } = await api.send(new ListObjectVersionsCommand({ Bucket }));
    return [...Versions, ...DeleteMarkers].map((version) => ({ Bucket, ...version }));
  });
  return [...Buckets, ...(await Promise.all(objects)).flat()];
}

async function listRest(client: ClientOptions): Promise<unknown[]> {
  const scheduler = new SchedulerClient(client);
  const parameters: unknown[] = [];
  for await (const page of paginateDescribeParameters({ client: new SSMClient(client) }, {})) {
    parameters.push(...(page.Parameters ?? []));
  }
  return [
    parameters,
    (await new CloudWatchLogsClient(client).send(new DescribeLogGroupsCommand({}))).logGroups,
    (await scheduler.send(new ListScheduleGroupsCommand({}))).ScheduleGroups,
    (await scheduler.send(new ListSchedulesCommand({}))).Schedules,
  ].flatMap((things): unknown[] => things ?? []);
}
