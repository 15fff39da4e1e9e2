import { type Box, find, lineHeight, padding, place, type Placed, titleHeight } from './layout';
import type { IngressRule, Model, Subnet } from './read-model';

const width = 520;
/** Where the outside ends and AWS begins: room for the arrows and what stands beside them. */
const outsideGap = 46;

/** The architecture as an SVG of its own, narrow enough to be read on a phone. The same model makes the same bytes. */
export const drawPicture = (model: Model): string => {
  const outside = outsideOf(model).map((box, index, all) => {
    const own = (width - padding * (all.length - 1)) / all.length;
    return place(box, index * (own + padding), 0, own);
  });
  const outsideHeight = Math.max(...outside.map(({ height }) => height));
  const aws = place(awsOf(model), 0, outsideHeight + outsideGap, width);
  const height = aws.y + aws.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 ${width + 24} ${height + 24}" width="${width + 24}" height="${height + 24}" role="img" aria-labelledby="title description">`,
    '<title id="title">Architecture of the stack, drawn from its template</title>',
    `<desc id="description">${escape(describe(model))}</desc>`,
    `<style>${style}</style>`,
    marker,
    `<rect class="page" x="-12" y="-12" width="100%" height="100%"/>`,
    ...outside.map((each) => drawBox({ ...each, height: outsideHeight })),
    drawBox(aws),
    drawGroup(aws, model),
    ...outside.flatMap((each) => drawWayIn({ ...each, height: outsideHeight }, aws, model)),
    ...drawWaysInside(aws, model),
    '</svg>',
    '',
  ].join('\n');
};

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

/** Begins a line that belongs to the one above it. */
const indent = '\u2003';

const rulesBox = ({ group }: Model): Box => ({
  name: 'rules',
  title: `Security group ${group.name} lets in`,
  lines: group.rules.flatMap(({ port, from, description }) => [
    `${port} from ${from}`,
    `${indent}${description}`,
  ]),
});

const servicesOf = ({ settings, role, hasRelease }: Model): readonly Box[] => [
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
  ...(hasRelease
    ? [{ name: 'release', title: 'S3', lines: ['the release, in', 'the bucket of', 'cdk bootstrap'] }]
    : []),
];

const rights: Readonly<Record<string, string>> = {
  Settings: 'reads parameters',
  Release: 'reads the release',
  SessionManager: 'Session Manager',
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

const drawBox = ({ box, x, y, width: wide, height, inside }: Placed): string =>
  [
    `<g class="box ${box.name}">`,
    `<rect x="${n(x)}" y="${n(y)}" width="${n(wide)}" height="${n(height)}" rx="6"/>`,
    text('title', x + padding, y + padding / 2 + titleHeight - 8, box.title),
    ...(box.lines ?? []).map((line, index) =>
      text(
        line.startsWith(indent) ? 'quiet' : 'line',
        x + padding + (line.startsWith(indent) ? padding : 0),
        y + padding / 2 + titleHeight + (index + 1) * lineHeight - 6,
        line.replace(indent, ''),
      ),
    ),
    ...inside.map(drawBox),
    '</g>',
  ].join('\n');

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

const way = (x: number, from: number, to: number, label = '', labelY = 0): readonly string[] => [
  `<path class="way" d="M${n(x)} ${n(from)}V${n(to - 1)}" marker-end="url(#arrow)"/>`,
  ...(label === '' ? [] : [text('port', x + 8, labelY, label)]),
];

const marker =
  '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>';

const text = (kind: string, x: number, y: number, words: string) =>
  `<text class="${kind}" x="${n(x)}" y="${n(y)}">${escape(words)}</text>`;

/** A coordinate in tenths, so that no processor's rounding shows. */
const n = (value: number) => String(Math.round(value * 10) / 10);

const escape = (words: string) => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** The picture in words, for those who hear it. */
const describe = (model: Model): string =>
  [
    `Clients reach ${model.domain ?? 'the server'} through one Elastic IP.`,
    `Server: ${model.server.join('; ')}.`,
    `Database: ${model.database.join('; ')}.`,
    ...model.group.rules.map(({ port, from }) => `Port ${port} is open to ${from}.`),
  ].join(' ');

/** Fits light and dark pages: a picture sees the reader's setting, not the page's. */
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .quiet { font-size: 12px; fill: #59636e }
  .port { font-weight: 600; fill: #0550ae }
  .page { fill: #ffffff }
  .box > rect { fill: none; stroke: #afb8c1 }
  .clients > rect, .home > rect, .authority > rect { fill: #f6f8fa }
  .aws > rect { stroke: #59636e }
  .network > rect { fill: #f4faf5; stroke: #4c8b5f }
  .public > rect { fill: #e6f4ea; stroke: #4c8b5f }
  .isolated > rect { fill: #eaf1fb; stroke: #4f77b3 }
  .server > rect, .database > rect, .address > rect { fill: #ffffff; stroke: #1f2328 }
  .group { fill: none; stroke: #b35900; stroke-dasharray: 5 4; stroke-width: 1.5 }
  .rules > rect { stroke: #b35900; stroke-dasharray: 5 4; stroke-width: 1.5 }
  .way { fill: none; stroke: #0550ae; stroke-width: 1.5 }
  .head { fill: #0550ae }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .port { fill: #79c0ff }
    .page { fill: #0d1117 }
    .box > rect { stroke: #484f58 }
    .clients > rect, .home > rect, .authority > rect { fill: #161b22 }
    .aws > rect { stroke: #9198a1 }
    .network > rect { fill: #0f1a14; stroke: #3f7a51 }
    .public > rect { fill: #14291b; stroke: #3f7a51 }
    .isolated > rect { fill: #13203a; stroke: #4f77b3 }
    .server > rect, .database > rect, .address > rect { fill: #0d1117; stroke: #e6edf3 }
    .group, .rules > rect { stroke: #d29922 }
    .way { stroke: #79c0ff }
    .head { fill: #79c0ff }
  }
`;
