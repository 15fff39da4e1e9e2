import { DescribeSecurityGroupsCommand, EC2Client, type IpPermission } from '@aws-sdk/client-ec2';
import type { Check } from '../evidence';
import { check, type Producer } from '../producer';
import type { Scene } from '../scene';
import { readDatabase, readServer } from './machines';

const worldPorts = ['80/tcp', '443/tcp'];
const world = ['0.0.0.0/0', '::/0'];

export const securityGroup: Producer = {
  name: 'security-group',
  title: 'One security group, closed but for what is needed',
  claim:
    'Server and database share one security group; the world reaches HTTP and HTTPS alone, SSH one address, MySQL the group itself, and each rule says what it is for.',
  commands: ['aws ec2 describe-security-groups', 'waffle allow-ip'],
  deterministic: true,
  needs: 'server',
  async produce(scene) {
    const { name, ...group } = await readGroup(scene);
    group.rules.filter(isOfSome).forEach(({ from }) => scene.masker.hideHome(from));
    return {
      checks: judgeGroup(group),
      parts: [
        {
          kind: 'table',
          title: `Inbound rules of ${name}`,
          head: ['ports', 'from', 'description'],
          rows: group.rules.map(({ ports, from, description }) => [ports, from, description]),
        },
      ],
    };
  },
};

interface Group {
  /** Of the server. */
  readonly groupIds: readonly string[];
  readonly databaseGroupIds: readonly string[];
  /** By their ports. */
  readonly rules: readonly Rule[];
}

export function judgeGroup({ groupIds, databaseGroupIds, rules }: Group): readonly Check[] {
  const [id = ''] = groupIds;
  const openPorts = [...new Set(rules.filter(isWide).map(({ ports }) => ports))];
  const [ssh, mysql] = [rules.filter(isFor(22)), rules.filter(isFor(3306))];
  const described = rules.filter(({ description }) => description !== '');
  const origins = (of: readonly Rule[]) => of.map(({ from }) => from).join(', ');
  return [
    check(
      'server and database are in the same group, and in no other',
      groupIds.length === 1 && databaseGroupIds.join() === id,
      `server: ${groupIds.join(', ')}; database: ${databaseGroupIds.join(', ')}`,
    ),
    check(
      'the world reaches ports 80 and 443 alone',
      openPorts.join() === worldPorts.join(),
      openPorts.join(', ') || 'nothing',
    ),
    check('SSH is open to single addresses only', ssh.every(isSingle), origins(ssh) || 'no SSH rule'),
    check(
      'MySQL is open to the group itself only',
      mysql.length > 0 && mysql.every(({ from }) => from === id),
      origins(mysql) || 'no rule',
    ),
    check(
      'each rule says what it is for',
      rules.length > 0 && described.length === rules.length,
      `${described.length} of ${rules.length}`,
    ),
  ];
}

interface Rule {
  readonly first: number;
  readonly last: number;
  /** `443/tcp`, `1000-2000/udp`, `all`. */
  readonly ports: string;
  /** A range of addresses, or the id of a group or of a list of ranges. */
  readonly from: string;
  readonly description: string;
}

async function readGroup(scene: Scene): Promise<Group & { readonly name: string }> {
  const { target } = await scene.deployed();
  const { server } = await readServer(scene);
  const database = await readDatabase(scene);
  const groupIds = (server.SecurityGroups ?? []).map(({ GroupId = '' }) => GroupId);
  const databaseGroupIds = (database.VpcSecurityGroups ?? []).map(
    ({ VpcSecurityGroupId = '' }) => VpcSecurityGroupId,
  );
  const command = new DescribeSecurityGroupsCommand({ GroupIds: groupIds });
  const { SecurityGroups = [] } = await new EC2Client(target.aws).send(command, {
    abortSignal: scene.signal,
  });
  const rules = SecurityGroups.flatMap(({ IpPermissions = [] }) => IpPermissions.flatMap(rulesOf));
  rules.sort((one, other) => one.first - other.first || one.from.localeCompare(other.from));
  return { groupIds, databaseGroupIds, name: SecurityGroups[0]?.GroupName ?? '', rules };
}

export const rulesOf = (permission: IpPermission): readonly Rule[] => {
  const { FromPort, ToPort, IpProtocol } = permission;
  const { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] } = permission;
  const [first, last] = IpProtocol === '-1' ? [0, 65_535] : [FromPort ?? 0, ToPort ?? 65_535];
  const ports = IpProtocol === '-1' ? 'all' : `${first === last ? first : `${first}-${last}`}/${IpProtocol}`;
  return [
    ...IpRanges.map(({ CidrIp, Description }) => [CidrIp, Description]),
    ...Ipv6Ranges.map(({ CidrIpv6, Description }) => [CidrIpv6, Description]),
    ...UserIdGroupPairs.map(({ GroupId, Description }) => [GroupId, Description]),
    ...PrefixListIds.map(({ PrefixListId, Description }) => [PrefixListId, Description]),
  ].map(([from = '', description = '']) => ({ first, last, ports, from, description }));
};

const isSingle = ({ from }: Rule) => /\/(32|128)$/.test(from);

/** Of more than one address: the world, or much of it. */
const isWide = (rule: Rule) => (rule.from.includes('/') && !isSingle(rule)) || rule.from.startsWith('pl-');

/** Somebody's, who is not everybody. */
const isOfSome = ({ from }: Rule) => from.includes('/') && !world.includes(from);

const isFor =
  (port: number) =>
  ({ first, last }: Rule) =>
    first <= port && port <= last;
