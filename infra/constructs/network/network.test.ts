import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack } from '../../testing/synthesize';
import { Network } from './network';

const synthesizeNetwork = () => {
  const stack = createTestStack();
  const network = new Network(stack, 'Network');
  return { stack, network, template: Template.fromStack(stack) };
};

test('nothing in it is billed', () => {
  const { template } = synthesizeNetwork();
  for (const type of [
    'AWS::EC2::NatGateway',
    'AWS::EC2::EIP',
    'AWS::EC2::VPCEndpoint',
    'AWS::Lambda::Function',
  ]) {
    template.resourceCountIs(type, 0);
  }
});

test('no subnet gives public addresses away', () => {
  const { template } = synthesizeNetwork();
  template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
});

test('the database subnets lead nowhere, in two zones', () => {
  const { stack, network, template } = synthesizeNetwork();
  const { subnets, hasPublic } = network.vpc.selectSubnets(network.databaseSubnets);
  expect(hasPublic).toBe(false);
  expect(new Set(subnets.map((subnet) => JSON.stringify(stack.resolve(subnet.availabilityZone)))).size).toBe(
    2,
  );
  // One default route a public subnet, none for the isolated ones.
  template.resourceCountIs('AWS::EC2::Route', 2);
});

test('the server has a database subnet in its own zone', () => {
  const { stack, network } = synthesizeNetwork();
  const zones = network.vpc.selectSubnets(network.databaseSubnets).availabilityZones;
  expect(stack.resolve(zones)).toContainEqual(stack.resolve(network.availabilityZone));
});

test('its addresses are those asked for', () => {
  const stack = createTestStack();
  new Network(stack, 'Network', { cidr: '10.20.0.0/16' });
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.20.0.0/16' });
});
