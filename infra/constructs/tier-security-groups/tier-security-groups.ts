import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface TierSecurityGroupsProps {
  readonly vpc: ec2.IVpc;

  /** Group of the interface endpoints, which is made to admit the tasks. */
  readonly endpointGroup: ec2.SecurityGroup;

  /** TCP port that the tasks listen on. */
  readonly taskPort: number;

  /** TCP port of the cache. */
  readonly cachePort: number;
}

/**
 * One group a tier, each of which admits the one before it and no other: the world, the load balancer, the tasks, the
 * data. Nobody but the tasks has a way out, and theirs leads to the data and to endpoints of AWS only.
 */
export class TierSecurityGroups extends Construct {
  readonly balancer: ec2.SecurityGroup;
  readonly tasks: ec2.SecurityGroup;
  readonly database: ec2.SecurityGroup;
  readonly cache: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: TierSecurityGroupsProps) {
    super(scope, id);
    const { vpc } = props;
    const group = (name: string, description: string) =>
      new ec2.SecurityGroup(this, name, { vpc, description, allowAllOutbound: false });
    this.balancer = group('Balancer', 'Load balancer: the web from everywhere');
    this.tasks = group('Tasks', 'Tasks of the API: the load balancer only');
    this.database = group('Database', 'Database: the tasks only');
    this.cache = group('Cache', 'Cache: the tasks only');
    openToTheWorld.forEach((rule) => this.allowTheWorld(rule));
    this.connect(props);
  }

  private connect({ endpointGroup, taskPort, cachePort }: TierSecurityGroupsProps) {
    const { balancer, tasks, database, cache } = this;
    balancer.connections.allowTo(tasks, ec2.Port.tcp(taskPort), 'The load balancer to the tasks');
    tasks.connections.allowTo(database, ec2.Port.MYSQL_AURORA, 'The tasks to their database');
    tasks.connections.allowTo(cache, ec2.Port.tcp(cachePort), 'The tasks to their cache');
    tasks.connections.allowTo(endpointGroup, ec2.Port.HTTPS, 'The tasks to the endpoints of AWS');
    // The gateway endpoint of S3 has no group, and its list of addresses an id that only the region knows. The subnets have no other route.
    tasks.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'The tasks to S3, by its gateway endpoint');
  }

  private allowTheWorld({ name, port, why }: (typeof openToTheWorld)[number]) {
    const rule = new ec2.CfnSecurityGroupIngress(this, `${name}FromTheWorld`, {
      groupId: this.balancer.securityGroupId,
      cidrIp: '0.0.0.0/0',
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      description: why,
    });
    Validations.of(rule).acknowledge({
      id: 'AwsSolutions::AwsSolutions-EC23',
      reason: `A public API: its clients are anywhere. ${why}. Behind it only the load balancer listens.`,
    });
  }
}

const openToTheWorld = [
  { name: 'Http', port: 80, why: 'HTTP from the world: redirect to HTTPS' },
  { name: 'Https', port: 443, why: 'HTTPS from the world: the API' },
] as const;
