import {
  averageShare,
  baselineCarries,
  busyShare,
  inGroups,
  processorCarries,
  type RequestCost,
  scalingSteps,
  type Step,
  t2MicroCarries,
} from './scaling-steps';

/** What docs/scaling.md takes from `results/bench/capacity.json`. */
export interface CapacityFile {
  readonly startedAt: string;
  readonly capacity?: {
    readonly perSecond: number;
    readonly cpuMs: { readonly app: number; readonly nginx: number; readonly redis: number };
    readonly databaseCpuMs: number;
    readonly bytesEach: number;
    readonly logBytesEach: number;
  };
}

/** The parts of docs/scaling.md that follow from what was measured. @throws RangeError without a figure or a price */
export function scalingParts({
  startedAt,
  capacity,
}: CapacityFile): Record<'carries' | 'steps' | 'dearest', string> {
  if (capacity === undefined) throw new RangeError('Nothing was carried: npm run bench:capacity says why.');
  const { app, nginx, redis } = capacity.cpuMs;
  const cost: RequestCost = {
    machineMs: app + nginx + redis,
    appMs: app,
    redisMs: redis,
    databaseMs: capacity.databaseCpuMs,
    bytes: capacity.bytesEach,
    logBytes: capacity.logBytesEach,
  };
  const steps = scalingSteps(cost);
  return {
    carries: carriesTable(startedAt, capacity.perSecond, cost),
    steps: stepsTable(steps),
    dearest: partsTable(steps.at(-1) as Step),
  };
}

function carriesTable(startedAt: string, perSecond: number, cost: RequestCost): string {
  const { machineMs, appMs, redisMs, databaseMs } = cost;
  const full = 1_000 / machineMs;
  return table(
    [`measured on ${startedAt.slice(0, 10)}`, ''],
    [
      ['requests a second that were answered, p99 within 500 ms', inGroups(perSecond)],
      [
        'a request costs the machine',
        `${ms(machineMs)}: the API ${ms(appMs)}, Redis ${ms(redisMs)}, Nginx the rest`,
      ],
      ['and the database', ms(databaseMs)],
      ['requests a second with its processor to itself, 1 s ÷ that', inGroups(full)],
      [
        `**busiest hour above which to move**, ${percent(busyShare)} of it`,
        `**${inGroups(processorCarries(cost))} a second**`,
      ],
      [
        'day and night on the credits of a t2.micro, 10 % of it',
        `${inGroups(baselineCarries(cost))} a second`,
      ],
      [
        '**busiest hour above which to leave a t2.micro**, a month having a third of it on average',
        `**${inGroups(t2MicroCarries(cost))} a second**`,
      ],
    ],
    [1],
  );
}

const stepsTable = (steps: readonly Step[]): string =>
  table(
    ['busiest hour', 'a month', 'runs on', 'database', 'USD a month', 'USD for a million requests'],
    steps.map((step) => [
      `${inGroups(step.load)}/s`,
      `${inGroups((step.load * averageShare * 3_600 * 730) / 1e6)} million`,
      step.parts.find(({ what }) => what.startsWith('Fargate'))?.what ?? step.runsOn,
      step.parts.find(({ what }) => what.startsWith('RDS db'))?.what.replace('RDS ', '') ?? '',
      inGroups(step.usd),
      (step.usd / ((step.load * averageShare * 3_600 * 730) / 1e6)).toFixed(2),
    ]),
    [0, 1, 4, 5],
  );

const partsTable = ({ load, parts, usd }: Step): string =>
  table(
    [`${inGroups(load)} a second in the busiest hour`, 'because', 'USD a month'],
    [
      ...parts.map((part) => [part.what, part.why, part.usd.toFixed(2)]),
      ['**sum**', '', `**${usd.toFixed(2)}**`],
    ],
    [2],
  );

const ms = (value: number) => `${Number(value.toPrecision(2))} ms`;
const percent = (share: number) => `${Math.round(share * 100)} %`;

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[],
): string {
  const rule = head.map((_, column) => (numbers.includes(column) ? '---:' : '---'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
