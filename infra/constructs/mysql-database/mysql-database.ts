import { CfnDeletionPolicy, Duration, RemovalPolicy, SecretValue, Tags, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { InvalidPropError } from '../props/invalid-prop-error';
import { recordOptOut, type OptOut } from '../props/opt-out';
import { mysqlVersionProblem, type MysqlVersion } from './mysql-version';
import type { TimeZone } from './time-zones';

export interface MysqlDatabaseProps {
  readonly vpc: ec2.IVpc;

  /** Isolated subnets in at least two zones: RDS asks for two, also of a database in one. */
  readonly subnets: ec2.SubnetSelection;

  /**
   * Zone of the server. In another one, traffic between the two costs 0.01 USD a GB each way
   * (https://aws.amazon.com/ec2/pricing/on-demand/, 2026).
   *
   * @default - RDS chooses, as it does for one in two zones
   */
  readonly availabilityZone?: string;

  /** The only group that has to admit port 3306. The construct adds no rule to it. */
  readonly securityGroup: ec2.ISecurityGroup;

  /** Tag `Name`. The identifier is RDS's own, so that a replacement does not collide with what it replaces. */
  readonly name: string;

  /**
   * Name of the SSM SecureString that holds the master password, 8 to 41 characters. It must exist before the deploy:
   * CloudFormation cannot make one.
   */
  readonly passwordParameterName: string;

  /** What becomes of the data when the stack is deleted. No default: whoever writes the stack decides it. */
  readonly onDelete: 'delete' | 'snapshot';

  /**
   * RDS instance class with its prefix. An account on the Free plan gets micro classes only.
   *
   * @default 'db.t3.micro' - offered in every region (CDK's region data, 2026-11), 12.41 USD a month in us-east-1
   */
  readonly instanceClass?: `db.${string}`;

  /**
   * Complete version of MySQL 8.4 with standard support left: see mysql-version.ts.
   *
   * @default '8.4.9' - supported until 2027-05-08
   */
  readonly version?: MysqlVersion;

  /**
   * Size of the disk in GiB, 20 to 65536. It can grow later, never shrink.
   *
   * @default 20 - the least RDS accepts for MySQL on gp3
   */
  readonly storageGiB?: number;

  /**
   * Days that automatic backups are kept, 0 (none) to 35. An account on the Free plan gets 1 at most.
   *
   * @default 1
   */
  readonly backupDays?: number;

  /** @default 'waffle' */
  readonly databaseName?: string;

  /** Master user. @default 'waffle' */
  readonly userName?: string;

  /**
   * What `NOW()` shows to a session that does not choose for itself. Columns of type `TIMESTAMP` hold UTC whatever it is; a
   * `DATETIME` keeps what was written, so an application that writes local time must not change it.
   *
   * @default 'UTC'
   */
  readonly timeZone?: TimeZone;

  /**
   * Statements that run longer go to the slow query log, in seconds from 0. The log holds their values: it is as
   * confidential as the data.
   *
   * @default 1
   */
  readonly slowQuerySeconds?: number;

  /**
   * RDS refuses to delete the instance until a deploy turns this off.
   *
   * @default false - deleting the stack deletes it
   */
  readonly terminationProtection?: boolean;

  /**
   * A standby in a second zone. Costs a second instance and a second disk. `true` leaves it to the app to say why: its guard asks.
   *
   * @default - one zone
   */
  readonly multiAz?: OptOut | true;

  /**
   * Automatic backups outlive the instance until they expire. They are billed meanwhile.
   *
   * @default - deleted with the instance
   */
  readonly keepAutomatedBackups?: OptOut;
}

/** What a caller gets who does not choose: the smallest, safest and cheapest that RDS has. */
const defaults = {
  instanceClass: 'db.t3.micro',
  version: '8.4.9',
  storageGiB: 20,
  backupDays: 1,
  databaseName: 'waffle',
  userName: 'waffle',
  timeZone: 'UTC',
  slowQuerySeconds: 1,
  terminationProtection: false,
} as const satisfies Partial<MysqlDatabaseProps>;

type Choices = MysqlDatabaseProps & Required<Pick<MysqlDatabaseProps, keyof typeof defaults>>;

/**
 * MySQL on RDS: private, encrypted, TLS only, in one zone, without what CDK adds by default and RDS bills. See the README.
 * @throws InvalidPropError for a version without standard support, or an opt-out without a reason
 */
export class MysqlDatabase extends Construct {
  /** By which RDS knows the instance. */
  readonly identifier: string;
  /** Host name to connect to. */
  readonly host: string;
  readonly port: string;
  readonly databaseName: string;
  readonly userName: string;
  readonly instance: rds.DatabaseInstance;

  constructor(scope: Construct, id: string, props: MysqlDatabaseProps) {
    super(scope, id);
    const choices = { ...defaults, ...props };
    refuseUnsupported(this, choices.version);
    this.databaseName = choices.databaseName;
    this.userName = choices.userName;
    this.instance = this.createInstance(choices);
    this.recordOptOuts(props);
    Tags.of(this.instance).add('Name', choices.name);
    Validations.of(this.instance).acknowledge(...onPurpose(choices));
    this.identifier = this.instance.instanceIdentifier;
    this.host = this.instance.dbInstanceEndpointAddress;
    this.port = this.instance.dbInstanceEndpointPort;
  }

  private createInstance(choices: Choices): rds.DatabaseInstance {
    const engine = rds.DatabaseInstanceEngine.mysql({
      version: rds.MysqlEngineVersion.of(choices.version, '8.4'),
    });
    const instance = new rds.DatabaseInstance(this, 'Instance', {
      engine,
      parameterGroup: this.createParameterGroup(engine, choices),
      ...chosenBy(choices),
      ...invariants,
    });
    // Deleting the stack is asked for by name; a replacement is a side effect, which must not take the data with it.
    (instance.node.defaultChild as rds.CfnDBInstance).cfnOptions.updateReplacePolicy =
      CfnDeletionPolicy.SNAPSHOT;
    return instance;
  }

  private createParameterGroup(engine: rds.IInstanceEngine, { timeZone, slowQuerySeconds }: Choices) {
    return new rds.ParameterGroup(this, 'Parameters', {
      engine,
      description: 'utf8mb4 throughout, and no connection without TLS',
      parameters: {
        time_zone: timeZone,
        long_query_time: String(slowQuerySeconds),
        ...parameterInvariants,
      },
    });
  }

  private recordOptOuts({ multiAz, keepAutomatedBackups }: MysqlDatabaseProps) {
    const optOut = multiAz === true ? undefined : multiAz;
    recordOptOut(this.instance, { prop: 'multiAz', optOut, rules: ['FreeTier::FreeTier-MultiAz'] });
    recordOptOut(this.instance, { prop: 'keepAutomatedBackups', optOut: keepAutomatedBackups });
  }
}

const chosenBy = (choices: Choices) => ({
  vpc: choices.vpc,
  vpcSubnets: choices.subnets,
  securityGroups: [choices.securityGroup],
  instanceType: new InstanceType(choices.instanceClass.replace(/^db\./, '')),
  databaseName: choices.databaseName,
  credentials: rds.Credentials.fromPassword(
    choices.userName,
    SecretValue.ssmSecure(choices.passwordParameterName),
  ),
  allocatedStorage: choices.storageGiB,
  backupRetention: Duration.days(choices.backupDays),
  deleteAutomatedBackups: choices.keepAutomatedBackups === undefined,
  removalPolicy: choices.onDelete === 'delete' ? RemovalPolicy.DESTROY : RemovalPolicy.SNAPSHOT,
  deletionProtection: choices.terminationProtection,
  // RDS chooses both zones of a database in two.
  multiAz: choices.multiAz !== undefined,
  ...(choices.multiAz === undefined && choices.availabilityZone !== undefined
    ? { availabilityZone: choices.availabilityZone }
    : {}),
});

/** What no prop changes. */
const invariants = {
  publiclyAccessible: false,
  // With the key aws/rds, which costs nothing.
  storageEncrypted: true,
  storageType: rds.StorageType.GP3,
  caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
  // An upgrade behind CloudFormation's back makes the next change of the version a refused downgrade.
  autoMinorVersionUpgrade: false,
  // RDS then refuses, or upgrades, a version past its support instead of billing Extended Support for it.
  engineLifecycleSupport: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
} as const;

/** Parameters that no prop changes. */
export const parameterInvariants = {
  character_set_server: 'utf8mb4',
  collation_server: 'utf8mb4_0900_ai_ci',
  require_secure_transport: '1',
  // A file is read in the console or with `aws rds download-db-log-file-portion`, costs nothing, and RDS rotates and removes
  // it; a table grows until somebody rotates it; CloudWatch Logs bills it.
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQL.LogFileSize.html, 2026-11-21
  slow_query_log: '1',
  log_output: 'FILE',
  // With a binary log, which RDS writes as soon as it makes backups, MySQL refuses triggers and functions of a user without
  // SUPER (error 1419), and RDS gives nobody SUPER: a dump that has them could not be loaded. What RDS advises; dynamic, so that
  // a database that is there gets it without a restart. https://repost.aws/knowledge-center/rds-mysql-functions, 2026-11-22
  log_bin_trust_function_creators: '1',
} as const;

const refuseUnsupported = (construct: Construct, version: string) => {
  const reason = mysqlVersionProblem(version);
  if (reason === undefined) return;
  throw new InvalidPropError(construct, {
    prop: 'version',
    got: version,
    reason,
    allowed: 'an 8.4.x that RDS offers and whose standard support has not ended',
    change: 'take the newest; aws rds describe-db-engine-versions --engine mysql lists what RDS offers',
  });
};

/** What cdk-nag asks for and is not done. */
const onPurpose = ({ backupDays, multiAz, terminationProtection }: Choices) => [
  ...(backupDays === 0 ? [withoutBackups] : []),
  ...(multiAz === undefined ? [inOneZone] : []),
  ...(terminationProtection ? [] : [withoutProtection]),
  {
    id: 'AwsSolutions::AwsSolutions-RDS11',
    reason:
      'Another port hides nothing: the database has no public address, its subnets no route to the internet, and only ' +
      'members of its security group reach the port.',
  },
];

const withoutBackups = {
  id: 'AwsSolutions::AwsSolutions-RDS13',
  reason: 'Asked for by the setting databaseBackupDays, which keeps one day of them unless it is set to 0.',
};

const inOneZone = {
  id: 'AwsSolutions::AwsSolutions-RDS3',
  reason:
    'A standby in a second zone doubles instance and storage: 14.71 USD a month more for db.t3.micro with 20 GiB in ' +
    'us-east-1, beside a single server that would be down with its zone anyway. Backups restore the data.',
};

const withoutProtection = {
  id: 'AwsSolutions::AwsSolutions-RDS10',
  reason:
    'One command ends the project and its bill: a forgotten database costs 14.71 USD a month. Whoever wants protection ' +
    'sets terminationProtection; what becomes of the data is chosen explicitly (databaseOnDelete).',
};
