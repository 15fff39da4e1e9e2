import {
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { requiredOutput } from '../../stack/read-stack';
import { check, type Producer } from '../producer';
import type { Scene } from '../scene';
import { readServer } from './machines';

const worldPorts = [80, 443];

export const securityGroup: Producer = {
  name: 'security-group',
  title: 'One security group, closed but for what is needed',
  claim:
    'Server and database share one security group; the world reaches HTTP and HTTPS alone, SSH one address, MySQL the group itself, and each rule says what it is for.',
  commands: ['aws ec2 describe-security-group-rules', 'waffle allow-ip'],
  deterministic: true,
  needs: 'server',
  async produce(scene) {
    const { groupIds, databaseGroupIds, name, rules } = await readRules(scene);
    rules.filter(isSsh).forEach(({ CidrIpv4 = '' }) => scene.masker.hideHome(CidrIpv4));
    const [id = ''] = groupIds;
    const open = rules.filter(isFromWorld);
    const ssh = rules.filter(isSsh);
    const mysql = rules.filter(({ FromPort }) => FromPort === 3306);
    return {
      checks: [
        check(
          'server and database are in the same group, and in no other',
          groupIds.length === 1 && databaseGroupIds.join() === id,
          `server: ${groupIds.join(', ')}; database: ${databaseGroupIds.join(', ')}`,
        ),
        check(
          'the world reaches ports 80 and 443 alone',
          open.length > 0 &&
            open.every(({ FromPort, ToPort }) => FromPort === ToPort && worldPorts.includes(FromPort ?? 0)),
          open.map(portsOf).join(', ') || 'nothing',
        ),
        check(
          'SSH is open to single addresses only',
          ssh.every(({ CidrIpv4 = '' }) => CidrIpv4.endsWith('/32')),
          ssh.length === 0 ? 'no SSH rule' : `${ssh.length} of /32`,
        ),
        check(
          'MySQL is open to the group itself only',
          mysql.length > 0 && mysql.every(({ ReferencedGroupInfo }) => ReferencedGroupInfo?.GroupId === id),
          mysql.map(sourceOf).join(', ') || 'no rule',
        ),
        check(
          'each rule has a description',
          rules.every(({ Description = '' }) => Description !== ''),
          `${rules.filter(({ Description = '' }) => Description !== '').length} of ${rules.length}`,
        ),
      ],
      parts: [
        {
          kind: 'table',
          title: `Inbound rules of ${name}`,
          head: ['ports', 'from', 'description'],
          rows: rules
            .map((rule) => [portsOf(rule), sourceOf(rule), rule.Description ?? ''])
            .sort(([one = ''], [other = '']) => Number.parseInt(one, 10) - Number.parseInt(other, 10)),
        },
      ],
    };
  },
};

async function readRules(scene: Scene) {
  const { target, stack } = await scene.remote();
  const options = { abortSignal: scene.signal };
  const ec2 = new EC2Client(target.aws);
  const { server } = await readServer(scene);
  const groupIds = (server.SecurityGroups ?? []).map(({ GroupId = '' }) => GroupId);
  const [DBInstanceIdentifier = ''] = requiredOutput(stack, 'databaseEndpoint').split('.');
  const databases = await new RDSClient(target.aws).send(
    new DescribeDBInstancesCommand({ DBInstanceIdentifier }),
    options,
  );
  const databaseGroupIds = (databases.DBInstances?.[0]?.VpcSecurityGroups ?? []).map(
    ({ VpcSecurityGroupId = '' }) => VpcSecurityGroupId,
  );
  const groups = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: groupIds }), options);
  const Filters = [{ Name: 'group-id', Values: groupIds }];
  const found = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }), options);
  const rules = (found.SecurityGroupRules ?? []).filter(({ IsEgress }) => IsEgress !== true);
  return { groupIds, databaseGroupIds, name: groups.SecurityGroups?.[0]?.GroupName ?? '', rules };
}

const isSsh = ({ FromPort = 0, ToPort = 0, IpProtocol }: SecurityGroupRule) =>
  IpProtocol === '-1' || (FromPort <= 22 && ToPort >= 22);

const isFromWorld = ({ CidrIpv4, CidrIpv6 }: SecurityGroupRule) =>
  CidrIpv4 === '0.0.0.0/0' || CidrIpv6 === '::/0';

const portsOf = ({ FromPort, ToPort, IpProtocol }: SecurityGroupRule) =>
  IpProtocol === '-1' ? 'all' : `${FromPort === ToPort ? FromPort : `${FromPort}-${ToPort}`}/${IpProtocol}`;

const sourceOf = ({ CidrIpv4, CidrIpv6, ReferencedGroupInfo }: SecurityGroupRule) =>
  CidrIpv4 ?? CidrIpv6 ?? ReferencedGroupInfo?.GroupId ?? 'unknown';
