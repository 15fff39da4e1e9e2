import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { PrivateNetwork } from '../private-network/private-network';
import { ValkeyCache } from './valkey-cache';

test('it is Valkey in two zones that speaks TLS to who knows a password that the template does not', () => {
  const stack = createTestStack();
  const { vpc, dataSubnets } = new PrivateNetwork(stack, 'Network');
  new ValkeyCache(stack, 'Cache', {
    vpc,
    subnets: dataSubnets,
    securityGroup: new SecurityGroup(stack, 'Group', { vpc }),
    name: 'my-api-cache',
    passwordParameterName: '/my-api/cache/password',
  });
  const resources = resourcesOf(Template.fromStack(stack));
  expect(onlyResource(resources, 'AWS::ElastiCache::ReplicationGroup').properties).toMatchObject({
    Engine: 'valkey',
    CacheNodeType: 'cache.t4g.micro',
    NumCacheClusters: 2,
    MultiAZEnabled: true,
    AutomaticFailoverEnabled: true,
    TransitEncryptionEnabled: true,
    TransitEncryptionMode: 'required',
    AtRestEncryptionEnabled: true,
    AuthToken: '{{resolve:ssm-secure:/my-api/cache/password}}',
    SnapshotRetentionLimit: 0,
    Port: 6380,
    Tags: [{ Key: 'Name', Value: 'my-api-cache' }],
  });
});
