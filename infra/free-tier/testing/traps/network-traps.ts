import { type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { database, elasticIp, gp3Disk, knownImage, network, server } from '../parts';
import { micro, type Trap } from './trap';

const twoServers = (associatePublicIpAddress: boolean) => (stack: Stack) => {
  const vpc = network(stack);
  elasticIp(stack, server(stack, { vpc }));
  new ec2.Instance(stack, 'Second', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    associatePublicIpAddress,
    instanceType: micro('t3'),
    machineImage: knownImage,
    creditSpecification: ec2.CpuCredits.STANDARD,
    blockDevices: [gp3Disk(8)],
  });
};

const serverAndDatabase = (zoneOfDatabase?: 0 | 1) => (stack: Stack) => {
  const vpc = network(stack);
  server(stack, { vpc });
  const zone = vpc.publicSubnets[zoneOfDatabase ?? 0]?.availabilityZone;
  database(stack, { vpc, ...(zoneOfDatabase !== undefined && zone && { availabilityZone: zone }) });
};

export const networkTraps: readonly Trap[] = [
  {
    id: 'FreeTier-NatGateway',
    trips: (stack) => new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }),
    avoids: network,
  },
  {
    id: 'FreeTier-IdleElasticIp',
    trips: (stack) => {
      server(stack);
      new ec2.CfnEIP(stack, 'Address', { domain: 'vpc' });
    },
    avoids: (stack) => elasticIp(stack, server(stack)),
  },
  {
    id: 'FreeTier-PublicIpv4',
    trips: twoServers(true),
    avoids: twoServers(false),
  },
  {
    id: 'FreeTier-InterfaceEndpoint',
    trips: (stack) =>
      network(stack).addInterfaceEndpoint('Ssm', {
        service: ec2.InterfaceVpcEndpointAwsService.SSM,
        subnets: { subnetType: ec2.SubnetType.PUBLIC },
      }),
    avoids: (stack) =>
      network(stack).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }),
  },
  {
    id: 'FreeTier-FlowLogs',
    trips: (stack) =>
      network(stack).addFlowLog('Flow', {
        destination: ec2.FlowLogDestination.toCloudWatchLogs(
          new logs.LogGroup(stack, 'Log', { retention: logs.RetentionDays.ONE_WEEK }),
        ),
      }),
    avoids: network,
  },
  {
    id: 'FreeTier-LoadBalancer',
    trips: (stack) =>
      new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc: network(stack), internetFacing: true }),
    avoids: network,
  },
  { id: 'FreeTier-OtherZone', trips: serverAndDatabase(1), avoids: serverAndDatabase(0) },
  {
    id: 'FreeTier-TransitGateway',
    trips: (stack) =>
      new ec2.CfnTransitGatewayAttachment(stack, 'Attachment', {
        subnetIds: network(stack).isolatedSubnets.map(({ subnetId }) => subnetId),
        transitGatewayId: 'tgw-0123456789abcdef0',
        vpcId: 'vpc-0123456789abcdef0',
      }),
    avoids: network,
  },
];
