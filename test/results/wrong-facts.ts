import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddTagsToResourceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  RDSClient,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds';
import type { EvidenceName } from '../../bin/evidence/evidence';
import type { Reply } from './api-stand-in';
import { address, release, type Stage } from './stage';

/** One thing that is not as claimed. */
export interface WrongFact {
  readonly of: EvidenceName;
  readonly title: string;
  /** @returns what puts it back */
  readonly change: (stage: Stage) => Promise<() => Promise<unknown>>;
  /** The claims that fail then, and no others. */
  readonly fails: readonly string[];
}

const ec2 = ({ moto }: Stage) => new EC2Client(moto.clientOptions);
const rds = ({ moto }: Stage) => new RDSClient(moto.clientOptions);
const databaseOf = (stage: Stage) => stage.output('DatabaseEndpoint').split('.')[0] ?? '';

const readDatabase = async (stage: Stage) => {
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: databaseOf(stage) });
  const [database = {}] = (await rds(stage).send(command)).DBInstances ?? [];
  return database;
};

const modifyDatabase = (stage: Stage, changes: object) =>
  rds(stage).send(
    new ModifyDBInstanceCommand({ DBInstanceIdentifier: databaseOf(stage), ApplyImmediately: true, ...changes }),
  );

async function nameDatabase(stage: Stage, Value: string): Promise<void> {
  const { DBInstanceArn: ResourceName } = await readDatabase(stage);
  await rds(stage).send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'Name', Value }] }));
}

const nameServer = (stage: Stage, Value: string) =>
  ec2(stage).send(
    new CreateTagsCommand({ Resources: [stage.output('InstanceId')], Tags: [{ Key: 'Name', Value }] }),
  );

const machines = (title: string, change: WrongFact['change'], ...fails: readonly string[]): WrongFact => ({
  ...{ of: 'machines', title, change, fails },
});

const ofMachines = [
  machines(
    'an instance that is stopped',
    async (stage) => {
      const InstanceIds = [stage.output('InstanceId')];
      await ec2(stage).send(new StopInstancesCommand({ InstanceIds }));
      return () => ec2(stage).send(new StartInstancesCommand({ InstanceIds }));
    },
    'the instance is running',
  ),
  machines(
    'a database that is stopped',
    async (stage) => {
      const database = { DBInstanceIdentifier: databaseOf(stage) };
      await rds(stage).send(new StopDBInstanceCommand(database));
      return () => rds(stage).send(new StartDBInstanceCommand(database));
    },
    'the database is available',
  ),
  machines(
    'an instance of another name',
    async (stage) => {
      await nameServer(stage, 'somebody-else');
      return () => nameServer(stage, 'waffle-backend-server');
    },
    'the instance is named waffle-backend-server',
  ),
  machines(
    'a database of another name',
    async (stage) => {
      await nameDatabase(stage, 'somebody-else');
      return () => nameDatabase(stage, 'waffle-backend-db');
    },
    'the database is named waffle-backend-db',
  ),
  machines(
    'a database that is public',
    async (stage) => {
      await modifyDatabase(stage, { PubliclyAccessible: true });
      return () => modifyDatabase(stage, { PubliclyAccessible: false });
    },
    'the database is not public',
  ),
];

async function groupOf(stage: Stage): Promise<string> {
  const command = new DescribeInstancesCommand({ InstanceIds: [stage.output('InstanceId')] });
  const { Reservations = [] } = await ec2(stage).send(command);
  return Reservations[0]?.Instances?.[0]?.SecurityGroups?.[0]?.GroupId ?? '';
}

async function rulesOf(stage: Stage, GroupId: string): Promise<IpPermission[]> {
  const command = new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] });
  return (await ec2(stage).send(command)).SecurityGroups?.[0]?.IpPermissions ?? [];
}

/** All of them anew: of two rules for one port moto revokes the first alone. */
async function restoreRules(stage: Stage, GroupId: string, before: IpPermission[]): Promise<void> {
  const Filters = [{ Name: 'group-id', Values: [GroupId] }];
  const { SecurityGroupRules = [] } = await ec2(stage).send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const SecurityGroupRuleIds = SecurityGroupRules.filter(({ IsEgress }) => !IsEgress).map(
    ({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId,
  );
  await ec2(stage).send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds }));
  await ec2(stage).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: before }));
}

const permission = (port: number, CidrIp: string, Description?: string): IpPermission => ({
  ...{ IpProtocol: 'tcp', FromPort: port, ToPort: port },
  IpRanges: [{ CidrIp, ...(Description !== undefined && { Description }) }],
});

const opened = (title: string, rule: IpPermission, ...fails: readonly string[]): WrongFact => ({
  of: 'security-group',
  title,
  fails,
  async change(stage) {
    const GroupId = await groupOf(stage);
    const before = await rulesOf(stage, GroupId);
    await ec2(stage).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [rule] }));
    return () => restoreRules(stage, GroupId, before);
  },
});

const world = 'the world reaches ports 80 and 443 alone';
const mysql = 'MySQL is open to the group itself only';

const ofGroup: readonly WrongFact[] = [
  opened('SSH from the world', permission(22, '0.0.0.0/0', 'ssh'), world, 'SSH is open to single addresses only'),
  opened('a rule without a description', permission(8080, '198.51.100.9/32'), 'each rule says what it is for'),
  opened('MySQL from an address', permission(3306, '198.51.100.9/32', 'from home'), mysql),
  opened('another port from the world', permission(8080, '0.0.0.0/0', 'a test'), world),
  {
    of: 'security-group',
    title: 'a database in a second group',
    fails: ['server and database are in the same group, and in no other'],
    async change(stage) {
      const group = await groupOf(stage);
      await modifyDatabase(stage, { VpcSecurityGroupIds: [group, 'sg-00000000000000000'] });
      return () => modifyDatabase(stage, { VpcSecurityGroupIds: [group] });
    },
  },
];

const http = (title: string, change: (stage: Stage) => void, ...fails: readonly string[]): WrongFact => ({
  of: 'https',
  title,
  fails,
  change: (stage) => {
    const { overHttp } = stage.api;
    const reply = stage.api.replies.get('/') as Reply;
    change(stage);
    return Promise.resolve(() => {
      stage.api.overHttp = overHttp;
      stage.api.replies.set('/', reply);
      stage.api.use(stage.certificate);
      return Promise.resolve();
    });
  },
});

const trust = 'clients trust the certificate';
const redirect = 'HTTP redirects to HTTPS';

const ofHttps = [
  http(
    'a certificate that has expired',
    ({ api, authority }) => api.use(authority.issue('expired', `IP:${address}`, { days: -1 })),
    trust,
    'it is valid today',
  ),
  http(
    'a certificate of another host',
    ({ api, authority }) => api.use(authority.issue('other', 'DNS:other.example.com')),
    trust,
    'it names the host',
  ),
  http('HTTP that answers itself', ({ api }) => (api.overHttp = { body: 'hello' }), redirect),
  http(
    'browsers that may come back over HTTP',
    ({ api }) => api.replies.set('/', { body: `waffle-backend ${release}\n` }),
    'browsers come back over HTTPS alone',
  ),
];

const answers = 'the address answers with its release';
const withoutRelease = (title: string, reply: Reply): WrongFact => ({
  ...http(title, ({ api }) => void api.replies.set('/', { ...api.replies.get('/'), ...reply }), answers),
  of: 'card',
});

const ofCard = [
  withoutRelease('another program at the address', { body: 'hello\n' }),
  withoutRelease('an application that is down', { status: 502, body: 'Bad Gateway' }),
];

const refused = (title: string, operation: string, fails: string): WrongFact => ({
  of: 'cost',
  title,
  fails: [fails],
  change: ({ aws }) => {
    aws.plant({ operation, does: 'denied' });
    return Promise.resolve(() => Promise.resolve(aws.forget()));
  },
});

const ofCost = [
  refused('what may not be counted', 'DescribeAddresses', 'everything that runs has a price'),
  refused('credits that may not be asked for', 'GetAccountPlanState', 'plan and credits are known'),
];

const all = [ofMachines, ofGroup, ofHttps, ofCard, ofCost];

/** At most one of each evidence at once: each is judged for itself. */
export const rounds: readonly (readonly WrongFact[])[] = Array.from(
  { length: Math.max(...all.map(({ length }) => length)) },
  (_, index) => all.flatMap((facts) => facts[index] ?? []),
);
