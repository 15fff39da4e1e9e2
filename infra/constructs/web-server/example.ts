import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnEIP, SecurityGroup, Vpc, type ISubnet, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { WebServer } from './web-server';

export const stack = new Stack(new App(), 'example');
const vpc = new Vpc(stack, 'Vpc', { natGateways: 0 }) as IVpc;

const server = new WebServer(stack, 'Server', {
  vpc,
  allocationId: new CfnEIP(stack, 'Address').attrAllocationId,
  subnet: vpc.publicSubnets[0] as ISubnet,
  securityGroup: new SecurityGroup(stack, 'Group', { vpc }),
  name: 'my-api-server',
  instanceType: 't3.micro',
  parameterPrefix: '/my-api',
  readableObjectArns: ['arn:aws:s3:::my-releases/*'],
  terminationProtection: true,
  detailedMonitoring: { reason: 'the course measures latency a minute, and pays for the metrics' },
});

new CfnOutput(stack, 'InstanceId', { value: server.instanceId });
