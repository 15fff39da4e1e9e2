import { findPrice, hoursPerMonth, referenceRegion } from '../../infra/free-tier/price-list';

/** What `npm run bench:capacity` measured of a request: milliseconds of a processor, and bytes. */
export interface RequestCost {
  /** Of the whole machine: the API, Nginx and Redis. */
  readonly machineMs: number;
  readonly appMs: number;
  readonly redisMs: number;
  readonly databaseMs: number;
  readonly bytes: number;
  readonly logBytes: number;
}

export interface Part {
  readonly what: string;
  /** How it was reckoned. */
  readonly why: string;
  readonly usd: number;
}

export interface Step {
  /** Requests a second in the busiest hour. */
  readonly load: number;
  readonly runsOn: string;
  readonly parts: readonly Part[];
  readonly usd: number;
}

/** Of a processor: above it requests wait for each other, and the scale-out profile adds tasks. */
export const busyShare = 0.6;
/** Of the busiest hour's requests, over the whole month. */
export const averageShare = 1 / 3;
/** Of one processor, what a t2.micro may use for ever: it earns 6 credits an hour. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html, 2026-11 */
export const t2MicroBaseline = 0.1;
const loads = [500, 1_000, 2_000, 5_000, 10_000] as const;

/** Requests a second in the busiest hour above which a processor that one has to oneself is not enough. */
export const processorCarries = ({ machineMs }: RequestCost) => (busyShare * 1_000) / machineMs;

/** Requests a second, day and night, which a t2.micro serves without using up its credits. */
export const baselineCarries = ({ machineMs }: RequestCost) => (t2MicroBaseline * 1_000) / machineMs;

/** Requests a second in the busiest hour above which a t2.micro is not enough. */
export const t2MicroCarries = (cost: RequestCost) =>
  Math.min(processorCarries(cost), baselineCarries(cost) / averageShare);

/** One machine as far as it goes, then the services of AWS. */
export const scalingSteps = (cost: RequestCost): readonly Step[] => [
  ...[
    { type: 't2.micro', vcpus: '1 vCPU, on credits', load: t2MicroCarries(cost) },
    { type: 'm7i.large', vcpus: '2 vCPUs, of which the API uses one', load: processorCarries(cost) },
  ].map(({ type, vcpus, load }) => step(Math.floor(load), `one ${type}`, oneServer(type, vcpus, load, cost))),
  ...loads
    .filter((load) => load > processorCarries(cost))
    .map((load) => step(load, 'scale-out', scaleOut(load, cost))),
];

const step = (load: number, runsOn: string, parts: readonly Part[]): Step => ({
  load,
  runsOn,
  parts,
  usd: parts.reduce((sum, { usd }) => sum + usd, 0),
});

function oneServer(type: string, vcpus: string, load: number, cost: RequestCost): Part[] {
  return [
    part(`EC2 ${type}`, vcpus, `ec2/${type}`, hoursPerMonth),
    part('12 GiB gp3', '', 'ebs/gp3', 12),
    part('public IPv4 address', '1', 'public-ipv4', hoursPerMonth),
    databasePart(load, cost, 1),
    part('20 GiB of RDS storage', '', 'rds/storage/gp3', 20),
  ];
}

function scaleOut(load: number, cost: RequestCost): Part[] {
  const average = load * averageShare;
  const lcus = (average * cost.bytes * 3_600) / 1e9;
  const logGb = (average * cost.logBytes * 3_600 * hoursPerMonth) / 1e9;
  const storageGib = 100;
  return [
    ...taskParts(load, cost),
    part('load balancer', '1', 'load-balancer/application', hoursPerMonth),
    part(
      'load balancer capacity',
      `${inGroups(average)}/s × ${inGroups(cost.bytes)} bytes = ${round(lcus)} GB an hour`,
      'load-balancer/application-capacity',
      lcus,
    ),
    part('public IPv4 addresses', '2', 'public-ipv4', 2 * hoursPerMonth),
    part('interface endpoints', '4 in 2 zones', 'vpc-endpoint/interface', 8 * hoursPerMonth),
    cachePart(load, cost),
    databasePart(load, cost, 2),
    part('RDS storage', `${storageGib} GiB in 2 zones`, 'rds/storage/gp3', 2 * storageGib),
    part('hosted zone', '1', 'route53/hosted-zone', 1),
    part('logs', `${inGroups(cost.logBytes)} bytes a request`, 'logs/ingested', logGb),
  ];
}

/** A process of Node computes on one processor; at least one task in each zone. */
function taskParts(load: number, { appMs }: RequestCost): Part[] {
  const needed = processors(load, appMs);
  const size = needed <= 1 ? 0.25 : 1;
  const tasks = Math.max(2, Math.ceil(needed / size));
  const why = `${sum(load, appMs)} = ${round(needed)} vCPU`;
  const hours = tasks * size * hoursPerMonth;
  return [
    part(`Fargate, ${tasks} tasks of ${size} vCPU`, why, 'fargate/vcpu', hours),
    part(`Fargate, ${2 * size} GiB each`, '', 'fargate/memory', 2 * hours),
  ];
}

/** Two vCPUs each; a burstable one may use a share of them for ever. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html, 2026-11 */
function cachePart(load: number, { redisMs }: RequestCost): Part {
  const isSmall = (load * averageShare * redisMs) / 1_000 <= 0.2;
  const type = isSmall ? 'cache.t4g.micro' : 'cache.m6g.large';
  const why = `${inGroups(load)}/s × ${round(redisMs)} ms`;
  return part(`Valkey, 2 × ${type}`, why, `elasticache/valkey/${type}`, 2 * hoursPerMonth);
}

/** `steady`: vCPUs that it may use for ever, `vcpus`: in the busiest hour. */
const databaseClasses = [
  { name: 'db.t3.micro', vcpus: 2, steady: 0.2, price: 'db.t3.micro', times: 1 },
  { name: 'db.t4g.medium', vcpus: 2, steady: 0.4, price: 'db.t4g.medium', times: 1 },
  ...[
    ['large', 1],
    ['xlarge', 2],
    ['2xlarge', 4],
    ['4xlarge', 8],
    ['8xlarge', 16],
    ['12xlarge', 24],
    ['16xlarge', 32],
  ].map(([size, times]) => {
    const vcpus = 2 * Number(times);
    // RDS bills a class of a family by its size.
    return { name: `db.m5.${size}`, vcpus, steady: vcpus, price: 'db.m5.large', times: Number(times) };
  }),
];

function databasePart(load: number, { databaseMs }: RequestCost, copies: 1 | 2): Part {
  const needed = processors(load, databaseMs);
  const steadily = (load * averageShare * databaseMs) / 1_000;
  const found = databaseClasses.find(({ vcpus, steady }) => vcpus >= needed && steady >= steadily);
  if (found === undefined) throw new RangeError(`No class of MySQL has ${needed} vCPUs.`);
  const zones = copies === 2 ? ', in 2 zones' : '';
  const why = `${sum(load, databaseMs)} = ${round(needed)} vCPU`;
  const hours = copies * found.times * hoursPerMonth;
  return part(`RDS ${found.name}${zones}`, why, `rds/mysql/${found.price}`, hours);
}

const processors = (load: number, ms: number) => (load * ms) / 1_000 / busyShare;
const sum = (load: number, ms: number) =>
  `${inGroups(load)}/s × ${round(ms)} ms ÷ ${Math.round(busyShare * 100)} %`;

function part(what: string, why: string, id: string, amount: number): Part {
  const price = findPrice(id, referenceRegion);
  if (price === undefined) throw new RangeError(`The price list has no ${id} of ${referenceRegion}.`);
  return { what, why, usd: amount * price.usd };
}

export const inGroups = (number: number) => Math.round(number).toLocaleString('en-US');
const round = (number: number) => Number(number.toPrecision(2));
