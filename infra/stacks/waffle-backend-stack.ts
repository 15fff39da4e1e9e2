import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import {
  httpPaths,
  parameterName,
  parameterPrefix,
  parameters,
  releasePrefix,
  resourceNames,
} from '../../contract';
import type { Settings } from '../config/settings';
import { CostBudget } from '../constructs/cost-budget/cost-budget';
import { InstanceSettings } from '../constructs/instance-settings/instance-settings';
import { MediaBucket } from '../constructs/media-bucket/media-bucket';
import { MysqlDatabase } from '../constructs/mysql-database/mysql-database';
import { Network } from '../constructs/network/network';
import { PublicEndpoint } from '../constructs/public-endpoint/public-endpoint';
import { SharedSecurityGroup } from '../constructs/shared-security-group/shared-security-group';
import { WebServer } from '../constructs/web-server/web-server';
import { createExpiry, keepWorkingHours } from './lifetime';
import { sessionCommand, writeOutputs } from './outputs';

export interface WaffleBackendStackProps {
  readonly settings: Settings;

  /** Path of the release archive, `<id>.tar.gz`, that a new server starts with. */
  readonly releaseArchiveFile: string;

  /** The time of the deploy, from which a time to live counts. */
  readonly now: Date;

  /** Addresses to write to of a budget in this stack; none where it has a stack of its own. */
  readonly budgetEmails: readonly string[];
}

interface Parts {
  readonly settings: Settings;
  readonly endpoint: PublicEndpoint;
  readonly network: Network;
  readonly shared: SharedSecurityGroup;
  readonly release: Asset;
  /** None where pictures are on the server's disk. */
  readonly mediaBucket: MediaBucket | undefined;
}

/**
 * The API on one server with one database. Wiring only: what a part is made of is in its construct.
 * The stack names no account, so that synthesizing it asks nobody anything, whether it knows its region or not.
 */
export class WaffleBackendStack extends Stack {
  constructor(scope: Construct, props: WaffleBackendStackProps) {
    const { settings, releaseArchiveFile } = props;
    super(scope, settings.projectName, {
      description: 'Express + Prisma API on one EC2 instance with one MySQL database',
      tags: { ...settings.tags, project: settings.projectName },
      terminationProtection: settings.terminationProtection === 'on',
      ...(settings.region === undefined ? {} : { env: { region: settings.region } }),
    });
    const network = new Network(this, 'Network');
    const shared = new SharedSecurityGroup(this, 'SharedSecurityGroup', {
      vpc: network.vpc,
      name: resourceNames(settings.projectName).securityGroup,
      sshAddress: settings.sshAddress,
    });
    const endpoint = createEndpoint(this, settings);
    const release = new Asset(this, 'Release', { path: releaseArchiveFile });
    const mediaBucket = settings.mediaStorage === 's3' ? new MediaBucket(this, 'Media') : undefined;
    const parts = { settings, network, shared, endpoint, release, mediaBucket };
    const database = createDatabase(this, parts);
    const server = createServer(this, parts);
    server.launchAfter(createInstanceSettings(this, parts, database, server));
    keepWorkingHours(this, settings, database, server);
    createBudget(this, props);
    writeOutputs(this, {
      serverAddress: endpoint.address,
      apiUrl: `https://${endpoint.host}${httpPaths.api}`,
      dnsRecord: endpoint.dnsRecord,
      deletionTime: createExpiry(this, settings, props.now),
      databaseEndpoint: `${database.host}:${database.port}`,
      mediaBucket: mediaBucket?.name,
      instanceId: server.instanceId,
      releaseId: path.basename(releaseArchiveFile, '.tar.gz'),
      releaseUrl: release.s3ObjectUrl,
      sessionCommand: sessionCommand(this.region, server.instanceId, settings.profile),
    });
  }
}

const createEndpoint = (scope: Construct, settings: Settings) =>
  new PublicEndpoint(scope, 'Endpoint', {
    name: resourceNames(settings.projectName).server,
    domain: settings.domain,
    hostedZoneId: settings.hostedZoneId,
    weight: settings.domainWeight,
    certificateEmail: settings.certificateEmail,
    acmeServer: settings.acmeServer,
    acmeCaUrl: settings.acmeCaUrl,
  });

const createDatabase = (scope: Construct, { settings, network, shared }: Parts) =>
  new MysqlDatabase(scope, 'Database', {
    vpc: network.vpc,
    subnets: network.databaseSubnets,
    availabilityZone: network.availabilityZone,
    securityGroup: shared.securityGroup,
    name: resourceNames(settings.projectName).database,
    passwordParameterName: parameterName(settings.projectName, parameters.databasePassword),
    instanceClass: settings.databaseInstanceClass,
    version: settings.databaseVersion,
    storageGiB: settings.databaseStorageGiB,
    backupDays: settings.databaseBackupDays,
    onDelete: settings.databaseOnDelete,
    timeZone: settings.timeZone,
    terminationProtection: settings.terminationProtection === 'on',
  });

const createServer = (
  scope: Construct,
  { settings, network, shared, endpoint, release, mediaBucket }: Parts,
) =>
  new WebServer(scope, 'Server', {
    vpc: network.vpc,
    allocationId: endpoint.allocationId,
    subnet: network.serverSubnet,
    securityGroup: shared.securityGroup,
    name: resourceNames(settings.projectName).server,
    instanceType: settings.instanceType,
    image: settings.machineImage,
    generation: settings.serverGeneration,
    keyName: settings.sshKeyName,
    terminationProtection: settings.terminationProtection === 'on',
    parameterPrefix: parameterPrefix(settings.projectName),
    mediaBucketArn: mediaBucket?.arn,
    readableObjectArns: [
      release.bucket.arnForObjects(release.s3ObjectKey),
      release.bucket.arnForObjects(`${releasePrefix(settings.projectName)}*`),
      ...[settings.databaseCaUrl, endpoint.certificate.acmeCaUrl].flatMap((url) => objectArn(scope, url)),
    ],
  });

/** Of an `s3://bucket/key`; nothing for what is fetched from elsewhere. */
const objectArn = (scope: Construct, url = ''): readonly string[] => {
  const [, resource] = /^s3:\/\/(.+)$/.exec(url) ?? [];
  if (resource === undefined) return [];
  return [Stack.of(scope).formatArn({ service: 's3', region: '', account: '', resource })];
};

const createInstanceSettings = (
  scope: Construct,
  { settings, endpoint, release, mediaBucket }: Parts,
  database: MysqlDatabase,
  server: WebServer,
) =>
  new InstanceSettings(scope, 'Settings', {
    projectName: settings.projectName,
    values: {
      releaseUrl: release.s3ObjectUrl,
      databaseHost: database.host,
      databasePort: database.port,
      databaseName: database.databaseName,
      databaseUser: database.userName,
      databaseCaUrl: settings.databaseCaUrl,
      // By its address it is known only for want of a name: no certificate proves one.
      allowedHosts: endpoint.host,
      mediaBucket: mediaBucket?.name,
      ...endpoint.certificate,
      bootSignalUrl: server.bootSignalUrl,
    },
  });

const createBudget = (scope: Construct, { settings, budgetEmails }: WaffleBackendStackProps) => {
  if (budgetEmails.length === 0) return;
  new CostBudget(scope, 'Budget', { emails: budgetEmails, monthlyLimitUsd: settings.monthlyBudgetUsd });
};
