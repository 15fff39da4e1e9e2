import { RemovalPolicy, Tags, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';

export interface ReadReplicaProps {
  readonly source: rds.DatabaseInstance;
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
  /** Tag `Name`. */
  readonly name: string;
  /** RDS instance class with its prefix. */
  readonly instanceClass: `db.${string}`;
}

/** A copy that follows a `MysqlDatabase` and answers reads. It goes with its stack: the data are in the source. */
export class ReadReplica extends Construct {
  readonly host: string;
  readonly port: string;
  readonly instance: rds.DatabaseInstanceReadReplica;

  constructor(scope: Construct, id: string, props: ReadReplicaProps) {
    super(scope, id);
    this.instance = new rds.DatabaseInstanceReadReplica(this, 'Instance', {
      sourceDatabaseInstance: props.source,
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      securityGroups: [props.securityGroup],
      instanceType: new InstanceType(props.instanceClass.replace(/^db\./, '')),
      ...invariants,
    });
    Tags.of(this.instance).add('Name', props.name);
    Validations.of(this.instance).acknowledge(...onPurpose);
    this.host = this.instance.dbInstanceEndpointAddress;
    this.port = this.instance.dbInstanceEndpointPort;
  }
}

/** What no prop changes. */
const invariants = {
  publiclyAccessible: false,
  // Encrypted like its source: RDS takes that from there.
  storageType: rds.StorageType.GP3,
  caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
  autoMinorVersionUpgrade: false,
  deleteAutomatedBackups: true,
  removalPolicy: RemovalPolicy.DESTROY,
  deletionProtection: false,
};

/** What cdk-nag asks for and is not done. */
const onPurpose = [
  {
    id: 'AwsSolutions::AwsSolutions-RDS2',
    reason:
      'RDS encrypts a replica as its source is encrypted, which it is, and takes no property for it here (F3020).',
  },
  {
    id: 'AwsSolutions::AwsSolutions-RDS3',
    reason:
      'A copy for reads alone: what depends on it waits until RDS has made it anew. The source has its standby.',
  },
  {
    id: 'AwsSolutions::AwsSolutions-RDS10',
    reason:
      'It holds nothing that its source does not hold, which is protected where the settings ask for it.',
  },
  {
    id: 'AwsSolutions::AwsSolutions-RDS11',
    reason:
      'Another port hides nothing: the replica has no public address, its subnets no route to the internet, and only ' +
      'the group of the tasks reaches the port.',
  },
];
