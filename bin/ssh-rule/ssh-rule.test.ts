import { describe, expect, test } from '@jest/globals';
import { sshRuleDescription } from '../../infra/constructs/shared-security-group/ssh-address';
import { outdatedRules, parseSshAddress, planSshRule, sshRules } from './ssh-rule';

test.each(['203.0.113.7', '203.0.113.7/32'])('%s is an address to let in', (text) => {
  expect(parseSshAddress(text)).toBe('203.0.113.7/32');
});

test.each([
  ['0.0.0.0/0', 'it would open SSH to the whole internet'],
  ['203.0.113.0/24', 'it would open SSH to 256 addresses'],
  ['10.0.0.7', 'it is an address that never arrives over the internet'],
  ['2001:db8::7', 'it is not an IPv4 address with its prefix length'],
  ['home', 'it is not an IPv4 address with its prefix length'],
])('%s is refused: %s', (text, reason) => {
  expect(() => parseSshAddress(text)).toThrow(`${text} is not let in: ${reason}`);
});

describe('rules of a group', () => {
  const ssh = { IsEgress: false, IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
  const ours = {
    ...ssh,
    SecurityGroupRuleId: 'sgr-1',
    CidrIpv4: '203.0.113.7/32',
    Description: sshRuleDescription,
  };
  const office = { ...ssh, SecurityGroupRuleId: 'sgr-2', CidrIpv4: '198.51.100.1/32', Description: 'office' };

  test.each([
    ['of a wider range of ports', { ...ours, FromPort: 20 }],
    ['to the outside', { ...ours, IsEgress: true }],
    ['of another protocol', { ...ours, IpProtocol: 'udp' }],
  ])('one %s is not for SSH alone', (_, rule) => expect(sshRules([rule])).toEqual([]));

  test('are ours by the description alone', () => {
    expect(sshRules([ours, office])).toMatchObject([{ isOurs: true }, { isOurs: false }]);
  });

  test('the new one is added and the old one of ours revoked', () => {
    const rules = sshRules([ours, office]);
    const outdated = outdatedRules(rules, '203.0.113.8/32');
    expect(planSshRule(rules, '203.0.113.8/32', outdated)).toMatchObject({
      add: '203.0.113.8/32',
      revoke: [{ id: 'sgr-1' }],
    });
  });

  // EC2 takes no second rule for the same address, whatever its description.
  test('an address that another rule lets in is not added', () => {
    const rules = sshRules([ours, office]);
    const change = planSshRule(rules, '198.51.100.1/32', outdatedRules(rules, '198.51.100.1/32'));
    expect(change).toMatchObject({ present: { id: 'sgr-2' }, revoke: [{ id: 'sgr-1' }] });
    expect(change).not.toHaveProperty('add');
  });
});
