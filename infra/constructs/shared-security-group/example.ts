import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Vpc, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { SharedSecurityGroup } from './shared-security-group';

export const stack = new Stack(new App(), 'example');
const shared = new SharedSecurityGroup(stack, 'Group', {
  vpc: new Vpc(stack, 'Vpc', { natGateways: 0 }) as IVpc,
  name: 'my-api',
  sshAddress: '203.0.113.7/32',
});

new CfnOutput(stack, 'GroupId', { value: shared.securityGroup.securityGroupId });
