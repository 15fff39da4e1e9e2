import { SecretValue, Tags } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';

/** The port of Redis is the first that anyone tries. */
export const cachePort = 6380;

export interface ValkeyCacheProps {
  readonly vpc: ec2.IVpc;

  /** Isolated subnets in two zones. */
  readonly subnets: ec2.SubnetSelection;

  /** The only group that has to admit `cachePort`. The construct adds no rule to it. */
  readonly securityGroup: ec2.ISecurityGroup;

  /** Tag `Name`. */
  readonly name: string;

  /**
   * Name of the SSM SecureString that holds the password, 16 to 128 characters. It must exist before the deploy:
   * CloudFormation cannot make one.
   */
  readonly passwordParameterName: string;

  /**
   * Type of each of the two nodes.
   *
   * @default 'cache.t4g.micro' - 0.5 GiB, 9.34 USD a month and node in us-east-1
   */
  readonly nodeType?: `cache.${string}`;
}

/**
 * Valkey on ElastiCache in two zones, one node a zone: TLS only, with a password, encrypted, and a replica that takes over. It keeps no
 * snapshots: what it loses the API reads from the database again. See the README.
 */
export class ValkeyCache extends Construct {
  /** By which ElastiCache knows both nodes. */
  readonly identifier: string;
  /** Host name of the node that takes writes, whichever it is. */
  readonly host: string;
  readonly port = cachePort;

  constructor(scope: Construct, id: string, props: ValkeyCacheProps) {
    super(scope, id);
    const { vpc, subnets, securityGroup, name, passwordParameterName, nodeType = 'cache.t4g.micro' } = props;
    const subnetGroup = new CfnSubnetGroup(this, 'Subnets', {
      description: `Subnets of the cache ${name}`,
      subnetIds: vpc.selectSubnets(subnets).subnetIds,
    });
    const group = new CfnReplicationGroup(this, 'Nodes', {
      replicationGroupDescription: `Cache of ${name}`,
      cacheNodeType: nodeType,
      // CloudFormation reads it at the deploy; the template has its name.
      authToken: SecretValue.ssmSecure(passwordParameterName).unsafeUnwrap(),
      cacheSubnetGroupName: subnetGroup.ref,
      securityGroupIds: [securityGroup.securityGroupId],
      ...invariants,
    });
    Tags.of(group).add('Name', name);
    this.identifier = group.ref;
    this.host = group.attrPrimaryEndPointAddress;
  }
}

/** What no prop changes. */
const invariants = {
  engine: 'valkey',
  engineVersion: '8.0',
  port: cachePort,
  numCacheClusters: 2,
  multiAzEnabled: true,
  automaticFailoverEnabled: true,
  transitEncryptionEnabled: true,
  transitEncryptionMode: 'required',
  atRestEncryptionEnabled: true,
  autoMinorVersionUpgrade: true,
  snapshotRetentionLimit: 0,
};
