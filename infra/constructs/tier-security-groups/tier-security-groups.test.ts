import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, resourcesOf } from '../../testing/synthesize';
import { PrivateNetwork } from '../private-network/private-network';
import { TierSecurityGroups } from './tier-security-groups';

interface Rule {
  readonly FromPort: number;
  readonly GroupId?: { readonly 'Fn::GetAtt': readonly string[] };
  readonly CidrIp?: string;
  readonly SourceSecurityGroupId?: { readonly 'Fn::GetAtt': readonly string[] };
}

const nameOf = (reference?: { readonly 'Fn::GetAtt': readonly string[] }) =>
  reference?.['Fn::GetAtt'][0]?.replace(/^(Groups|Network)/, '').replace(/[0-9A-F]{8}$/, '');

test('each tier admits the one before it, and the world gets as far as the load balancer', () => {
  const stack = createTestStack();
  const { vpc, endpointGroup } = new PrivateNetwork(stack, 'Network');
  new TierSecurityGroups(stack, 'Groups', { vpc, endpointGroup, taskPort: 3000, cachePort: 6380 });
  const rules = Object.values(resourcesOf(Template.fromStack(stack)))
    .filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress')
    .map(({ Properties }) => Properties as unknown as Rule)
    .map(({ FromPort, GroupId, CidrIp, SourceSecurityGroupId }) =>
      [CidrIp ?? nameOf(SourceSecurityGroupId), FromPort, nameOf(GroupId)].join(' '),
    );
  expect(rules.sort()).toEqual([
    '0.0.0.0/0 443 Balancer',
    '0.0.0.0/0 80 Balancer',
    'Balancer 3000 Tasks',
    'Tasks 3306 Database',
    'Tasks 443 EndpointGroup',
    'Tasks 6380 Cache',
  ]);
});
