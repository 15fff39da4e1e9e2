import { type Box, find, type Placed } from './layout';
import type { ScaleOutModel, Tier } from './read-scale-out';
import { drawSvg, way } from './svg';

/** The architecture of many machines. */
export const drawScaleOutPicture = (model: ScaleOutModel): string =>
  drawSvg({
    title: 'Architecture of topology=scale-out, drawn from its templates',
    description: describe(model),
    outside: [{ name: 'clients', title: 'Clients', lines: [model.domain] }],
    aws: awsOf(model),
    marks: ([clients], aws) => drawWays(clients, aws, model),
  });

const awsOf = (model: ScaleOutModel): Box => ({
  name: 'aws',
  title: 'AWS account',
  inside: [
    { name: 'network', title: `VPC ${model.cidr}`, inside: tiersOf(model) },
    {
      name: 'rules',
      title: 'Security groups let in',
      lines: model.rules.map(({ port, description }) => `${port}: ${description}`),
    },
    {
      name: 'services',
      title: 'Beside the network',
      lines: [
        `ECR: ${model.images.join(', ')}`,
        `S3: ${model.pictures.join(', ')}`,
        `SSM: ${model.secrets.join(', ')}`,
        `CloudWatch: ${model.watch.join(', ')}`,
      ],
    },
  ],
});

const tiersOf = ({ tiers, ...model }: ScaleOutModel): readonly Box[] => [
  tierBox(tiers.balancer, [{ name: 'balancer', title: 'Application Load Balancer', lines: model.balancer }]),
  tierBox(tiers.tasks, [
    { name: 'tasks', title: 'ECS service', lines: model.tasks, share: 2 },
    { name: 'endpoints', title: 'Endpoints', lines: model.endpoints },
  ]),
  tierBox(tiers.data, [
    { name: 'database', title: 'Database', lines: model.database },
    { name: 'cache', title: 'Cache', lines: model.cache },
  ]),
];

const tierBox = ({ isPublic, cidrs }: Tier, inside: readonly Box[]): Box => ({
  name: isPublic ? 'public' : 'isolated',
  title: `${isPublic ? 'Public' : 'Isolated'} subnets ${cidrs.join(' and ')}`,
  direction: 'row',
  inside,
});

/** From the clients to the load balancer, and from each box on to the tier below it. */
const drawWays = (clients: Placed | undefined, aws: Placed, { rules, ports }: ScaleOutModel) => {
  const network = find(aws, 'network');
  const [ofBalancer, ofTasks, ofData] = network?.inside ?? [];
  const [balancer, tasks, database, cache] = ['balancer', 'tasks', 'database', 'cache'].map((name) =>
    find(aws, name),
  );
  if (!clients || !ofBalancer || !ofTasks || !ofData || !balancer || !tasks || !database || !cache) return [];
  const below = ({ y, height }: Placed) => y + height;
  const anyones = rules.filter(({ from }) => from === 'anyone').map(({ port }) => port);
  const into = (tier: Placed, x: number, from: Placed, label: string) =>
    way(x, below(from), tier.y, label, tier.y - 16);
  return [
    ...way(
      balancer.x + balancer.width - 60,
      below(clients),
      balancer.y,
      anyones.join(', '),
      below(clients) + 28,
    ),
    ...into(ofTasks, tasks.x + tasks.width / 2, balancer, ports.tasks),
    ...into(ofData, database.x + database.width / 2, tasks, ports.database),
    ...into(ofData, cache.x + 24, tasks, ports.cache),
  ];
};

const describe = (model: ScaleOutModel): string =>
  [
    `Clients reach ${model.domain} through one load balancer: ${model.balancer.join('; ')}.`,
    `Tasks: ${model.tasks.join('; ')}.`,
    `Database: ${model.database.join('; ')}.`,
    `Cache: ${model.cache.join('; ')}.`,
    `Endpoints: ${model.endpoints.join('; ')}.`,
    ...model.rules.map(({ port, description }) => `Port ${port} is open: ${description}.`),
  ].join(' ');
