import { CfnDeletionPolicy, Duration, RemovalPolicy, SecretValue, Tags } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';

export interface MysqlDatabaseProps {
  readonly vpc: ec2.IVpc;
  /** Isolated subnets in at least two zones. */
  readonly subnets: ec2.SubnetSelection;
  /** Zone of the server: traffic between zones is billed. */
  readonly availabilityZone: string;
  readonly securityGroup: ec2.ISecurityGroup;

  /** Tag `Name`. The identifier is RDS's own, so that a replacement does not collide with what it replaces. */
  readonly name: string;

  /** Name of the SSM SecureString that holds the master password. It must exist before the deploy. */
  readonly passwordParameterName: string;

  /** RDS instance class with its prefix, such as `db.t3.micro`. */
  readonly instanceClass: string;

  /** Complete version of MySQL 8.4, such as `8.4.9`. */
  readonly version: string;

  /** Size of the disk in GiB, at least 20. */
  readonly storageGiB: number;

  /** Days that automatic backups are kept, 0 for none. */
  readonly backupDays: number;

  /** What becomes of the data when the stack is deleted. */
  readonly onDelete: 'delete' | 'snapshot';

  /** @default 'waffle' */
  readonly databaseName?: string;

  /** @default 'waffle' */
  readonly userName?: string;
}

/** MySQL on RDS without what CDK adds by default and RDS bills: see the README beside this file. */
export class MysqlDatabase extends Construct {
  /** By which RDS knows the instance. */
  readonly identifier: string;
  /** Host name to connect to. */
  readonly host: string;
  readonly port: string;
  readonly databaseName: string;
  readonly userName: string;

  constructor(scope: Construct, id: string, props: MysqlDatabaseProps) {
    super(scope, id);
    this.databaseName = props.databaseName ?? 'waffle';
    this.userName = props.userName ?? 'waffle';
    const instance = this.createInstance(props);
    Tags.of(instance).add('Name', props.name);
    this.identifier = instance.instanceIdentifier;
    this.host = instance.dbInstanceEndpointAddress;
    this.port = instance.dbInstanceEndpointPort;
  }

  private createInstance(props: MysqlDatabaseProps): rds.DatabaseInstance {
    const engine = rds.DatabaseInstanceEngine.mysql({
      version: rds.MysqlEngineVersion.of(props.version, '8.4'),
    });
    const instance = new rds.DatabaseInstance(this, 'Instance', {
      engine,
      parameterGroup: this.createParameterGroup(engine),
      instanceType: new InstanceType(props.instanceClass.replace(/^db\./, '')),
      databaseName: this.databaseName,
      credentials: rds.Credentials.fromPassword(
        this.userName,
        SecretValue.ssmSecure(props.passwordParameterName),
      ),
      ...networkOf(props),
      ...storageOf(props),
      ...upkeep,
    });
    // Deleting the stack is asked for by name; a replacement is a side effect, which must not take the data with it.
    (instance.node.defaultChild as rds.CfnDBInstance).cfnOptions.updateReplacePolicy =
      CfnDeletionPolicy.SNAPSHOT;
    return instance;
  }

  private createParameterGroup(engine: rds.IInstanceEngine) {
    return new rds.ParameterGroup(this, 'Parameters', {
      engine,
      description: 'utf8mb4 throughout, and no connection without TLS',
      parameters: {
        character_set_server: 'utf8mb4',
        collation_server: 'utf8mb4_0900_ai_ci',
        require_secure_transport: '1',
      },
    });
  }
}

const networkOf = ({ vpc, subnets, availabilityZone, securityGroup }: MysqlDatabaseProps) => ({
  vpc,
  vpcSubnets: subnets,
  availabilityZone,
  securityGroups: [securityGroup],
  publiclyAccessible: false,
  multiAz: false,
  caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
});

const storageOf = ({ storageGiB, backupDays, onDelete }: MysqlDatabaseProps) => ({
  allocatedStorage: storageGiB,
  storageType: rds.StorageType.GP3,
  // With the key aws/rds, which costs nothing.
  storageEncrypted: true,
  backupRetention: Duration.days(backupDays),
  deleteAutomatedBackups: true,
  removalPolicy: onDelete === 'delete' ? RemovalPolicy.DESTROY : RemovalPolicy.SNAPSHOT,
});

const upkeep = {
  // An upgrade behind CloudFormation's back makes the next change of the version a refused downgrade.
  autoMinorVersionUpgrade: false,
  // RDS then refuses, or upgrades, a version past its support instead of billing Extended Support for it.
  engineLifecycleSupport: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
} as const;
