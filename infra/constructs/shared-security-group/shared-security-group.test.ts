import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { Network } from '../network/network';
import { InvalidPropError } from '../props/invalid-prop-error';
import { SharedSecurityGroup } from './shared-security-group';
import type { SshAddress } from './ssh-address';

const synthesizeGroup = (sshAddress?: SshAddress) => {
  const stack = createTestStack();
  const { vpc } = new Network(stack, 'Network');
  new SharedSecurityGroup(stack, 'Group', { vpc, name: 'waffle-backend', sshAddress });
  return resourcesOf(Template.fromStack(stack));
};

interface Rule {
  readonly FromPort: number;
  readonly ToPort: number;
  readonly CidrIp?: string;
  readonly Description: string;
}

const groupOf = (sshAddress?: SshAddress) =>
  onlyResource(synthesizeGroup(sshAddress), 'AWS::EC2::SecurityGroup').properties;

/** Resources of their own; nothing is written into the group. */
const rulesOf = (sshAddress?: SshAddress): readonly Rule[] =>
  Object.values(synthesizeGroup(sshAddress))
    .filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress')
    .map(({ Properties }) => Properties as unknown as Rule);

test('no rule is written into the group', () => {
  expect(groupOf('203.0.113.7/32')).not.toHaveProperty('SecurityGroupIngress');
});

test('the world reaches the web ports and nothing else', () => {
  const open = rulesOf('203.0.113.7/32').filter(({ CidrIp }) => CidrIp === '0.0.0.0/0');
  expect(open.map(({ FromPort, ToPort }) => [FromPort, ToPort])).toEqual([
    [80, 80],
    [443, 443],
  ]);
});

test('SSH is open to the configured address only', () => {
  const ssh = rulesOf('203.0.113.7/32').filter((rule) => rule.FromPort <= 22 && rule.ToPort >= 22);
  expect(ssh).toMatchObject([
    {
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      CidrIp: '203.0.113.7/32',
      Description: 'SSH from the home address of the developer only (setting sshAddress)',
    },
  ]);
});

test('MySQL is open to members of the group only', () => {
  const { logicalId } = onlyResource(synthesizeGroup(), 'AWS::EC2::SecurityGroup');
  const group = { 'Fn::GetAtt': [logicalId, 'GroupId'] };
  expect(rulesOf().filter(({ FromPort }) => FromPort === 3306)).toEqual([
    {
      IpProtocol: 'tcp',
      FromPort: 3306,
      ToPort: 3306,
      GroupId: group,
      SourceSecurityGroupId: group,
      Description: 'MySQL from this group only: the server to its database',
    },
  ]);
});

test('every rule has a description that EC2 accepts', () => {
  const descriptions = rulesOf('203.0.113.7/32').map((rule) => rule.Description);
  expect(descriptions).toHaveLength(4);
  for (const description of descriptions)
    expect(description).toMatch(/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
});

test('group name and tag are those of the project', () => {
  expect(groupOf()).toMatchObject({
    GroupName: 'waffle-backend',
    Tags: [{ Key: 'Name', Value: 'waffle-backend' }],
  });
});

test('SSH from the world does not compile, and is refused besides', () => {
  // @ts-expect-error the type knows no wider range than /32
  const world: SshAddress = '0.0.0.0/0';
  expect(() => synthesizeGroup(world)).toThrow(InvalidPropError);
  expect(() => synthesizeGroup(world)).toThrow(
    'test/Group: sshAddress is "0.0.0.0/0": it would open SSH to the whole internet',
  );
});
