import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, resourcesOf } from '../../testing/synthesize';
import { PrivateNetwork, type PrivateNetworkProps } from './private-network';

const synthesizeNetwork = (props: PrivateNetworkProps = {}) => {
  const stack = createTestStack();
  new PrivateNetwork(stack, 'Network', props);
  return resourcesOf(Template.fromStack(stack));
};

const ofType = (resources: ReturnType<typeof synthesizeNetwork>, type: string) =>
  Object.values(resources).filter(({ Type }) => Type === type);

const servicesOf = (props: PrivateNetworkProps) =>
  ofType(synthesizeNetwork(props), 'AWS::EC2::VPCEndpoint').map(
    ({ Properties }) => /(\.[a-z0-9.]+)"\]*\}?$/.exec(JSON.stringify(Properties?.['ServiceName']))?.[1],
  );

test('only the subnets of the load balancer have a route to the internet, and nothing is paid for one', () => {
  const resources = synthesizeNetwork();
  expect(ofType(resources, 'AWS::EC2::Subnet')).toHaveLength(6);
  expect(ofType(resources, 'AWS::EC2::Route')).toHaveLength(2);
  expect(ofType(resources, 'AWS::EC2::NatGateway')).toEqual([]);
});

test('the tasks reach what Fargate asks of AWS, and Session Manager on request', () => {
  expect(servicesOf({})).toEqual(['.s3', '.ecr.api', '.ecr.dkr', '.logs', '.ssm']);
  expect(servicesOf({ sessions: true })).toContain('.ssmmessages');
});

test('the endpoints admit nobody by themselves', () => {
  const [group] = ofType(synthesizeNetwork(), 'AWS::EC2::SecurityGroup');
  expect(group?.Properties).not.toHaveProperty('SecurityGroupIngress');
});
