import { expect, test } from '@jest/globals';
import type { IpPermission } from '@aws-sdk/client-ec2';
import { failedClaims } from '../testing/failed-claims';
import { judgeGroup, rulesOf } from './security-group';

const id = 'sg-0123456789abcdef0';
const tcp = (port: number, ranges: Partial<IpPermission>): IpPermission => ({
  ...{ IpProtocol: 'tcp', FromPort: port, ToPort: port },
  ...ranges,
});
const from = (CidrIp: string, Description = 'why') => ({ IpRanges: [{ CidrIp, Description }] });
const well: readonly IpPermission[] = [
  tcp(22, from('203.0.113.7/32')),
  tcp(80, from('0.0.0.0/0')),
  tcp(443, from('0.0.0.0/0')),
  tcp(3306, { UserIdGroupPairs: [{ GroupId: id, Description: 'why' }] }),
];
const judge = (permissions = well, groups: { groupIds?: string[]; databaseGroupIds?: string[] } = {}) =>
  failedClaims(
    judgeGroup({ groupIds: [id], databaseGroupIds: [id], rules: permissions.flatMap(rulesOf), ...groups }),
  );

const world = 'the world reaches ports 80 and 443 alone';
const ssh = 'SSH is open to single addresses only';
const mysql = 'MySQL is open to the group itself only';
const described = 'each rule says what it is for';

test('a group with what is needed alone is shown', () => {
  expect(judge()).toEqual([]);
});

test('so is one without SSH, and one that IPv6 reaches too', () => {
  const ipv6 = (CidrIpv6: string) => ({ Ipv6Ranges: [{ CidrIpv6, Description: 'why' }] });
  const own = tcp(22, ipv6('2001:db8::7/128'));
  expect(
    judge([
      own,
      tcp(80, from('0.0.0.0/0')),
      tcp(443, { ...from('0.0.0.0/0'), ...ipv6('::/0') }),
      ...well.slice(3),
    ]),
  ).toEqual([]);
  expect(judge(well.slice(1))).toEqual([]);
});

test.each<readonly [string, readonly IpPermission[], readonly string[]]>([
  ['SSH from the world', [tcp(22, from('0.0.0.0/0'))], [world, ssh]],
  ['SSH from a network', [tcp(22, from('203.0.113.0/24'))], [world, ssh]],
  ['SSH from the group', [tcp(22, { UserIdGroupPairs: [{ GroupId: id, Description: 'why' }] })], [ssh]],
  ['SSH within a range of ports', [{ ...tcp(20, from('0.0.0.0/0')), ToPort: 25 }], [world, ssh]],
  ['another port from half of the world', [tcp(8080, from('0.0.0.0/1'))], [world]],
  [
    'another port from the world over IPv6',
    [tcp(8080, { Ipv6Ranges: [{ CidrIpv6: '::/0', Description: 'why' }] })],
    [world],
  ],
  [
    'another port from a list of networks',
    [tcp(8080, { PrefixListIds: [{ PrefixListId: 'pl-1', Description: 'why' }] })],
    [world],
  ],
  ['UDP from the world', [{ ...tcp(443, from('0.0.0.0/0')), IpProtocol: 'udp' }], [world]],
  ['all ports from an address', [{ IpProtocol: '-1', ...from('203.0.113.7/32') }], [mysql]],
  ['all ports from the world', [{ IpProtocol: '-1', ...from('0.0.0.0/0') }], [world, ssh, mysql]],
  [
    'MySQL from another group',
    [tcp(3306, { UserIdGroupPairs: [{ GroupId: 'sg-1', Description: 'why' }] })],
    [mysql],
  ],
  ['a rule without a description', [tcp(8080, from('203.0.113.7/32', ''))], [described]],
  ['a list without a description', [tcp(80, { PrefixListIds: [{ PrefixListId: 'pl-1' }] })], [described]],
])('%s is shown as failed', (_, more, claims) => {
  expect(judge([...well, ...more])).toEqual(claims);
});

test.each([
  ['HTTP is closed', well.filter(({ FromPort }) => FromPort !== 80), [world]],
  ['MySQL is closed', well.filter(({ FromPort }) => FromPort !== 3306), [mysql]],
  ['there is no rule', [], [world, mysql, described]],
])('where %s, that is shown as failed', (_, permissions, claims) => {
  expect(judge(permissions)).toEqual(claims);
});

test.each([
  ['the database is in another group', { databaseGroupIds: ['sg-1'] }],
  ['the database is in a second group', { databaseGroupIds: [id, 'sg-1'] }],
  ['the database is in none', { databaseGroupIds: [] }],
  ['the server is in a second group', { groupIds: [id, 'sg-1'] }],
])('where %s, that is shown as failed', (_, groups) => {
  expect(judge(well, groups)).toEqual(['server and database are in the same group, and in no other']);
});
