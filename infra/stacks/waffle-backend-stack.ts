import path from 'node:path';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import {
  httpPaths,
  parameterName,
  parameterPrefix,
  parameters,
  resourceNames,
  stackOutputs,
} from '../../contract';
import type { Settings } from '../config/settings';
import { InstanceSettings } from '../constructs/instance-settings/instance-settings';
import { MysqlDatabase } from '../constructs/mysql-database/mysql-database';
import { Network } from '../constructs/network/network';
import { SharedSecurityGroup } from '../constructs/shared-security-group/shared-security-group';
import { WebServer } from '../constructs/web-server/web-server';

export interface WaffleBackendStackProps {
  readonly settings: Settings;

  /** Path of the release archive, `<id>.tar.gz`, that a new server starts with. */
  readonly releaseArchiveFile: string;
}

interface Parts {
  readonly settings: Settings;
  readonly network: Network;
  readonly shared: SharedSecurityGroup;
  readonly release: Asset;
}

/**
 * The API on one server with one database. Wiring only: what a part is made of is in its construct.
 * The stack names no account, so that synthesizing it asks nobody anything, whether it knows its region or not.
 */
export class WaffleBackendStack extends Stack {
  constructor(scope: Construct, { settings, releaseArchiveFile }: WaffleBackendStackProps) {
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
    const release = new Asset(this, 'Release', { path: releaseArchiveFile });
    const parts = { settings, network, shared, release };
    const database = createDatabase(this, parts);
    const server = createServer(this, parts);
    server.launchAfter(createInstanceSettings(this, parts, database, server));
    writeOutputs(this, {
      serverAddress: server.address,
      apiUrl: `https://${settings.domain ?? server.address}${httpPaths.api}`,
      databaseEndpoint: `${database.host}:${database.port}`,
      instanceId: server.instanceId,
      releaseId: path.basename(releaseArchiveFile, '.tar.gz'),
      sessionCommand: sessionCommand(this.region, server.instanceId, settings.profile),
    });
  }
}

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

const createServer = (scope: Construct, { settings, network, shared, release }: Parts) =>
  new WebServer(scope, 'Server', {
    vpc: network.vpc,
    subnet: network.serverSubnet,
    securityGroup: shared.securityGroup,
    name: resourceNames(settings.projectName).server,
    instanceType: settings.instanceType,
    image: settings.machineImage,
    generation: settings.serverGeneration,
    keyName: settings.sshKeyName,
    terminationProtection: settings.terminationProtection === 'on',
    parameterPrefix: parameterPrefix(settings.projectName),
    readableObjectArns: [
      release.bucket.arnForObjects(release.s3ObjectKey),
      ...[settings.databaseCaUrl, settings.acmeCaUrl].flatMap((url) => objectArn(scope, url)),
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
  { settings, release }: Parts,
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
      allowedHosts: settings.domain ?? server.address,
      domain: settings.domain,
      certificateEmail: settings.certificateEmail,
      acmeServer: settings.acmeServer,
      acmeCaUrl: settings.acmeCaUrl,
      bootSignalUrl: server.bootSignalUrl,
    },
  });

const sessionCommand = (region: string, instanceId: string, profile?: string) =>
  [
    'aws ssm start-session',
    ...(profile === undefined ? [] : [`--profile ${profile}`]),
    `--region ${region} --target ${instanceId}`,
  ].join(' ');

const writeOutputs = (stack: Stack, values: Readonly<Record<keyof typeof stackOutputs, string>>) => {
  for (const [key, value] of Object.entries(values)) {
    new CfnOutput(stack, stackOutputs[key as keyof typeof stackOutputs], { value });
  }
};
