import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface PrivateNetworkProps {
  /**
   * Private addresses of the network, /16 to /24. Another range is another network: everything in it is replaced.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Whether Session Manager reaches the tasks, for ECS Exec: one endpoint more in each zone.
   *
   * @default false
   */
  readonly sessions?: boolean;
}

const defaults = { cidr: '10.0.0.0/16', sessions: false } as const satisfies PrivateNetworkProps;

/**
 * A network in two zones whose only door is the load balancer: public subnets for it, subnets without a way out for the
 * tasks and for the data. What the tasks need of AWS they reach by endpoints. See the README for what NAT would cost.
 */
export class PrivateNetwork extends Construct {
  readonly vpc: ec2.IVpc;
  /** Subnets of the load balancer, the only public ones. */
  readonly balancerSubnets: ec2.SubnetSelection = { subnetGroupName: 'Balancer' };
  readonly taskSubnets: ec2.SubnetSelection = { subnetGroupName: 'Tasks' };
  readonly dataSubnets: ec2.SubnetSelection = { subnetGroupName: 'Data' };
  /** Of the endpoints. It admits nobody: whoever uses them is let in with `connections`. */
  readonly endpointGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: PrivateNetworkProps = {}) {
    super(scope, id);
    const { cidr, sessions } = { ...defaults, ...props };
    const vpc = new ec2.Vpc(this, 'Vpc', { ipAddresses: ec2.IpAddresses.cidr(cidr), ...invariants });
    // The class is not assignable to its interface under exactOptionalPropertyTypes; everything takes the interface.
    this.vpc = vpc as ec2.IVpc;
    this.endpointGroup = new ec2.SecurityGroup(this, 'EndpointGroup', {
      vpc: this.vpc,
      description: 'Endpoints by which the tasks reach AWS',
      allowAllOutbound: false,
    });
    for (const [name, service] of Object.entries({ ...needed, ...(sessions ? forSessions : {}) })) {
      vpc.addInterfaceEndpoint(name, {
        service,
        subnets: this.taskSubnets,
        securityGroups: [this.endpointGroup],
        open: false,
      });
    }
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-VPC7',
      reason:
        'Flow logs are billed by the GB (0.50 USD into CloudWatch Logs, us-east-1), and every probe of the load ' +
        'balancer makes them grow. The API logs each request, and nothing else has a way in from outside.',
    });
  }
}

/** What a task on Fargate asks before and while it runs: its image, its log, its secrets. */
const needed = {
  EcrApi: ec2.InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Parameters: ec2.InterfaceVpcEndpointAwsService.SSM,
};

const forSessions = { Sessions: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES };

/** What no prop changes. */
const invariants: ec2.VpcProps = {
  maxAzs: 2,
  natGateways: 0,
  // CDK would do it with a Lambda function; nothing here uses the default group.
  restrictDefaultSecurityGroup: false,
  subnetConfiguration: [
    { name: 'Balancer', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
    { name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  ],
  // Free: the layers of images and the media are in S3.
  gatewayEndpoints: {
    S3: { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnetGroupName: 'Tasks' }] },
  },
};
