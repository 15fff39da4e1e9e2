import type { IngressRule } from './ingress-rules';
import { type Box, find, type Placed } from './layout';
import type { Model, Subnet } from './read-model';
import { drawSvg, escape, indent, n, way } from './svg';

/** The architecture of one server. */
export const drawPicture = (model: Model): string =>
  drawSvg({
    title: 'Architecture of the stack, drawn from its template',
    description: describe(model),
    outside: outsideOf(model),
    aws: awsOf(model),
    marks: (outside, aws) => [
      drawGroup(aws, model),
      ...outside.flatMap((each) => drawWayIn(each, aws, model)),
      ...drawWaysInside(aws, model),
    ],
  });

const portsFrom = ({ group }: Model, from: (rule: IngressRule) => boolean) =>
  group.rules.filter(from).map(({ port }) => port);

const homeRule = ({ from }: IngressRule) => from !== 'anyone' && from !== 'members of the group';

const outsideOf = (model: Model): readonly Box[] => {
  const homes = model.group.rules.filter(homeRule);
  return [
    { name: 'clients', title: 'Clients', lines: [model.domain ?? 'by the address'] },
    ...(homes.length === 0
      ? []
      : [{ name: 'home', title: 'Developer', lines: homes.map(({ from }) => from) }]),
    ...(model.authority === undefined
      ? []
      : [{ name: 'authority', title: 'ACME', lines: [wrapHost(model.authority)] }]),
  ];
};

/** `acme-v02.api.letsencrypt.org` without its first names. */
const wrapHost = (host: string) => host.split('.').slice(-2).join('.');

const awsOf = (model: Model): Box => ({
  name: 'aws',
  title: 'AWS account',
  inside: [
    ...(model.hasAddress ? [{ name: 'address', title: 'Elastic IP, the only public address' }] : []),
    {
      name: 'network',
      title: `VPC ${model.network.cidr}`,
      direction: 'row',
      inside: zonesOf(model),
    },
    rulesBox(model),
    { name: 'services', title: 'Beside the network', direction: 'row', inside: servicesOf(model) },
    ...costsOf(model),
  ],
});

const zonesOf = (model: Model): readonly Box[] => {
  const zones = [...new Set(model.network.subnets.map(({ zone }) => zone))].sort();
  return zones.map((zone) => {
    const subnets = model.network.subnets.filter((subnet) => subnet.zone === zone);
    const isUsed = subnets.some(({ holds }) => holds.length > 0);
    return {
      name: 'zone',
      title: `Zone ${zone}`,
      share: isUsed ? 1.75 : 1,
      inside: subnets.map((each) => subnetBox(each, model)),
    };
  });
};

const subnetBox = (subnet: Subnet, model: Model): Box => ({
  name: subnet.isPublic ? 'public' : 'isolated',
  title: `${subnet.isPublic ? 'Public' : 'Isolated'}${subnet.holds.length > 0 ? ' subnet' : ''}`,
  lines: [subnet.cidr, ...(subnet.holds.length === 0 ? ['empty'] : [])],
  inside: subnet.holds.map((what) =>
    what === 'server'
      ? { name: 'server', title: 'Server', lines: ['Nginx, app, Redis', ...model.server] }
      : { name: 'database', title: 'Database', lines: model.database },
  ),
});

const rulesBox = ({ group }: Model): Box => ({
  name: 'rules',
  title: `Security group ${group.name} lets in`,
  lines: group.rules.flatMap(({ port, from, description }) => [
    `${port} from ${from}`,
    `${indent}${description}`,
  ]),
});

const servicesOf = ({ settings, role, hasRelease, hasMedia }: Model): readonly Box[] => [
  {
    name: 'settings',
    title: 'SSM',
    lines: [
      `${settings.count} parameters in`,
      settings.prefix,
      ...(settings.passwordName === undefined ? [] : ['and the password']),
    ],
  },
  { name: 'role', title: 'Role', lines: role.map((policy) => rights[policy] ?? policy) },
  ...(hasRelease || hasMedia
    ? [
        {
          name: 'buckets',
          title: 'S3',
          lines: [
            ...(hasRelease ? ['the release, in', 'the bucket of', 'cdk bootstrap'] : []),
            ...(hasMedia ? ['pictures, in a', 'bucket of their own'] : []),
          ],
        },
      ]
    : []),
];

const rights: Readonly<Record<string, string>> = {
  Settings: 'reads parameters',
  Release: 'reads the release',
  SessionManager: 'Session Manager',
  Media: 'pictures in S3',
};

const costsOf = ({ budget, schedules }: Model): readonly Box[] => {
  const inside = [
    ...(budget === undefined ? [] : [{ name: 'budget', title: 'Budget', lines: budget }]),
    ...(schedules.length === 0
      ? []
      : [{ name: 'schedules', title: 'Schedules', lines: schedules, share: 1.4 }]),
  ];
  return inside.length === 0 ? [] : [{ name: 'costs', title: 'Against a bill', direction: 'row', inside }];
};

/** Dashed around what is in the security group. */
const drawGroup = (aws: Placed, { group }: Model): string => {
  const members = [find(aws, 'server'), find(aws, 'database')].filter((each) => each !== undefined);
  const margin = 8;
  const left = Math.min(...members.map(({ x }) => x)) - margin;
  const top = Math.min(...members.map(({ y }) => y)) - margin;
  const right = Math.max(...members.map((each) => each.x + each.width)) + margin;
  const bottom = Math.max(...members.map((each) => each.y + each.height)) + margin;
  return `<rect class="group" x="${n(left)}" y="${n(top)}" width="${n(right - left)}" height="${n(bottom - top)}" rx="8"><title>Security group ${escape(group.name)}</title></rect>`;
};

/** From outside, down to the public address. */
const drawWayIn = (from: Placed, aws: Placed, model: Model): readonly string[] => {
  const ports: Readonly<Record<string, string>> = {
    clients: portsFrom(model, ({ from: source }) => source === 'anyone').join(', '),
    home: portsFrom(model, homeRule).join(', '),
    authority: portsFrom(model, ({ port, from: source }) => port === '80' && source === 'anyone').join(', '),
  };
  const x = from.x + from.width - 44;
  const end = find(aws, 'address')?.y ?? aws.y;
  return way(x, from.y + from.height, end, ports[from.box.name] ?? '', from.y + from.height + 28);
};

const drawWaysInside = (aws: Placed, model: Model): readonly string[] => {
  const [address, server, database] = ['address', 'server', 'database'].map((name) => find(aws, name));
  if (server === undefined || database === undefined) return [];
  const x = server.x + server.width - 84;
  const ports = portsFrom(model, ({ from }) => from === 'members of the group').join(', ');
  return [
    ...(address === undefined ? [] : way(x, address.y + address.height, server.y)),
    ...way(
      x,
      server.y + server.height,
      database.y,
      `${ports}${model.databaseRequiresTls ? ', TLS' : ''}`,
      server.y + server.height + 34,
    ),
  ];
};

/** The picture in words, for those who hear it. */
const describe = (model: Model): string =>
  [
    `Clients reach ${model.domain ?? 'the server'} through one Elastic IP.`,
    `Server: ${model.server.join('; ')}.`,
    `Database: ${model.database.join('; ')}.`,
    ...model.group.rules.map(({ port, from }) => `Port ${port} is open to ${from}.`),
  ].join(' ');
