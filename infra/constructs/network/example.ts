import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Network } from './network';

export const stack = new Stack(new App(), 'example');
const network = new Network(stack, 'Network', { cidr: '10.20.0.0/16' });

new CfnOutput(stack, 'ServerSubnet', { value: network.serverSubnet.subnetId });
