import { setMaxListeners } from 'node:events';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { explainAwsError, reasonOf } from '../aws/aws-error';
import type { Target } from '../aws/target';
import { ec2Listers } from './list-ec2';
import { containerListers } from './list-containers';
import { databaseListers, otherListers } from './list-services';
import type { Lister } from './lister';
import { priceThings, type LiveThing, type PricedThing } from './live-thing';

/** What could not be asked, and why. */
export interface Unasked {
  readonly region: string;
  /** `RDS snapshots` */
  readonly what: string;
  readonly why: string;
  /** What to type then. */
  readonly fix: string;
}

export interface Scan {
  readonly regions: readonly string[];
  /** What is billed or may be, the dearest first. */
  readonly things: readonly PricedThing[];
  readonly unasked: readonly Unasked[];
}

/** Kinds that cost by the hour, whoever made them. What is billed by its use alone (S3, Lambda, traffic) is not among them. */
export const listers: readonly Lister[] = [
  ...ec2Listers,
  ...databaseListers,
  ...containerListers,
  ...otherListers,
];

/** Many enough to be quick, few enough for the limits of AWS's listings. */
const regionsAtOnce = 6;
/** A region that does not answer is said, and not waited for as long as one that a verb works in. */
const attempts = 3;

type Place = Pick<Target, 'aws' | 'projectName'>;

/** Regions that the account has turned on. */
export async function enabledRegions({ aws }: Place, abortSignal: AbortSignal): Promise<readonly string[]> {
  const command = new DescribeRegionsCommand({});
  const { Regions = [] } = await new EC2Client(aws).send(command, { abortSignal });
  return Regions.map(({ RegionName }) => RegionName ?? '').sort();
}

export async function scanRegions(
  place: Place,
  regions: readonly string[],
  signal: AbortSignal,
): Promise<Scan> {
  // Each request listens to it, and dozens are under way.
  setMaxListeners(0, signal);
  const found = await mapBounded(regions, regionsAtOnce, (region) => scanRegion(place, region, signal));
  const things = found.flatMap((scan) => scan.things);
  return {
    regions,
    things: [...things].sort((a, b) => b.hourlyUsd - a.hourlyUsd || b.atMostUsd - a.atMostUsd),
    unasked: found.flatMap(({ unasked }) => unasked),
  };
}

interface Listed {
  readonly things: readonly LiveThing[];
  readonly unasked: readonly Unasked[];
}

async function scanRegion(
  { aws, projectName }: Place,
  region: string,
  signal: AbortSignal,
): Promise<Omit<Scan, 'regions'>> {
  const config = { ...aws, region, maxAttempts: attempts };
  const found = await Promise.all(
    listers.map(async ({ what, list }): Promise<Listed> => {
      try {
        return { things: await list({ aws: config, signal }), unasked: [] };
      } catch (error) {
        signal.throwIfAborted();
        return { things: [], unasked: [{ region, what, why: reasonOf(error), fix: fixOf(error) }] };
      }
    }),
  );
  return {
    things: priceThings(
      found.flatMap(({ things }) => things),
      region,
      projectName,
    ),
    unasked: found.flatMap(({ unasked }) => unasked),
  };
}

const fixOf = (error: unknown) => explainAwsError(error)?.fix ?? 'waffle doctor shows what is in the way';

async function mapBounded<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return items.map((_, index) => results.get(index) as Result);
}
