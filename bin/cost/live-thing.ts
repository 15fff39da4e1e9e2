import { priceCharges, type Line } from '../../infra/free-tier/cost/price-charges';
import type { Charge } from '../../infra/free-tier/cost/charge';
import { hoursPerMonth } from '../../infra/free-tier/price-list';

/** Something in the account that is or may be billed, as AWS lists it. */
export interface LiveThing {
  /** What it is on a bill: `EC2 instance`, `EBS volume`. */
  readonly kind: string;
  readonly id: string;
  /** Tag `Name`. */
  readonly name: string | undefined;
  /** Tag `project`, which each deploy of ours sets. */
  readonly project: string | undefined;
  /** Such as `stopped`, where AWS tells one. */
  readonly state?: string | undefined;
  readonly since?: Date | undefined;
  /** What it is attached to, and shares its owner with: a volume's instance. */
  readonly of?: string | undefined;
  readonly charges: readonly Charge[];
}

export interface PricedThing extends Omit<LiveThing, 'charges' | 'of' | 'state' | 'since'> {
  readonly region: string;
  readonly state: string | null;
  readonly since: string | null;
  readonly isOurs: boolean;
  readonly lines: readonly Pick<Line, 'what' | 'quantity' | 'unit' | 'unitUsd' | 'monthlyUsd'>[];
  readonly hourlyUsd: number;
  readonly monthlyUsd: number;
  /** What it may cost on top: of a snapshot, AWS tells the size of its disk and bills the part that is written. */
  readonly atMostUsd: number;
  /** Why a part of its price is not known here. */
  readonly unknown: readonly string[];
}

/** Puts an owner and the region's list price to each thing. */
export const priceThings = (
  things: readonly LiveThing[],
  region: string,
  projectName: string,
): readonly PricedThing[] => {
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  return things.map(({ charges, of, state, since, ...thing }) => {
    const { lines, monthlyUsd, possibleUsd, unknown } = priceCharges(charges, region);
    const owner = of === undefined ? undefined : byId.get(of);
    const project = thing.project ?? owner?.project;
    return {
      ...thing,
      name: thing.name ?? owner?.name,
      project,
      region,
      state: state ?? null,
      // AWS does not tell how old an address is.
      since: (since ?? owner?.since)?.toISOString() ?? null,
      isOurs: project === projectName,
      lines: lines.filter(({ quantity }) => quantity > 0),
      hourlyUsd: lines.reduce((sum, { quantity, unitUsd }) => sum + quantity * unitUsd, 0) / hoursPerMonth,
      monthlyUsd,
      atMostUsd: possibleUsd,
      unknown: unknown.map(({ what, why }) => `${what}: ${why}`),
    };
  });
};

/** Costs something, as far as is known, or may. */
export const isBilled = ({ hourlyUsd, atMostUsd, unknown }: PricedThing): boolean =>
  hourlyUsd > 0 || atMostUsd > 0 || unknown.length > 0;

/** To a hundredth of a cent; the cents of the parts are rounded in their lines. */
export const sumOf = (
  things: readonly PricedThing[],
  what: 'hourlyUsd' | 'monthlyUsd' | 'atMostUsd',
): number => Math.round(things.reduce((sum, thing) => sum + thing[what], 0) * 10_000) / 10_000;
