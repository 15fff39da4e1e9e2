import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface NetworkProps {
  /**
   * Private addresses of the network, /16 to /25. Another range is another network: everything in it is replaced.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;
}

const defaults = { cidr: '10.0.0.0/16' } as const satisfies NetworkProps;

/**
 * A network of its own that costs nothing: public subnets for the server, isolated ones for the database, in two
 * zones because RDS asks for two. There is no NAT gateway and no address but the Elastic IP that the server gets.
 * See the README.
 */
export class Network extends Construct {
  readonly vpc: ec2.IVpc;
  /** Subnet of the server. */
  readonly serverSubnet: ec2.ISubnet;
  /** Subnets that nothing outside of the network reaches, one a zone. */
  readonly databaseSubnets: ec2.SubnetSelection = { subnetGroupName: 'Database' };

  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    const { cidr } = { ...defaults, ...props };
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(cidr),
      ...invariants,
      // The class is not assignable to its interface under exactOptionalPropertyTypes; everything takes the interface.
    }) as ec2.IVpc;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-VPC7',
      reason:
        'Flow logs are billed by the GB (0.50 USD into CloudWatch Logs, us-east-1), and every probe of ' +
        'a public address makes them grow. Nginx logs each request, and the database has no way in from outside.',
    });
    const [serverSubnet] = this.vpc.publicSubnets;
    if (serverSubnet === undefined) throw new Error('The network has no public subnet for the server.');
    this.serverSubnet = serverSubnet;
  }

  /** Zone of the server, and of the database too: traffic between zones is billed. */
  get availabilityZone(): string {
    return this.serverSubnet.availabilityZone;
  }
}

/** What no prop changes. */
const invariants: ec2.VpcProps = {
  maxAzs: 2,
  natGateways: 0,
  // CDK would do it with a Lambda function; nothing here uses the default group.
  restrictDefaultSecurityGroup: false,
  subnetConfiguration: [
    // Without an address of their own: a second public IPv4 costs as much as the first.
    { name: 'Server', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
    { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  ],
};
