import { sumOf, type PricedThing } from './live-thing';

const hourMs = 3_600_000;

/** The month that a moment is in, in UTC, as AWS bills. */
export const monthOf = (now: Date) => {
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  return { start, end };
};

export interface KindCost {
  readonly kind: string;
  readonly count: number;
  readonly soFarUsd: number;
  readonly byMonthEndUsd: number;
  readonly monthlyUsd: number;
}

/** What the things that are there cost this month, by kind, if they run on and have run since they were made. */
export function costByKind(things: readonly PricedThing[], now: Date): readonly KindCost[] {
  const kinds = [...new Set(things.map(({ kind }) => kind))];
  const { end } = monthOf(now);
  const hoursLeft = (end.getTime() - now.getTime()) / hourMs;
  return kinds.map((kind) => {
    const group = things.filter((thing) => thing.kind === kind);
    const soFarUsd = group.reduce((sum, thing) => sum + thing.hourlyUsd * hoursThisMonth(thing, now), 0);
    return {
      kind,
      count: group.length,
      soFarUsd: cents(soFarUsd),
      byMonthEndUsd: cents(soFarUsd + sumOf(group, 'hourlyUsd') * hoursLeft),
      monthlyUsd: cents(sumOf(group, 'monthlyUsd')),
    };
  });
}

const hoursThisMonth = ({ since }: PricedThing, now: Date): number => {
  const start = Math.max(monthOf(now).start.getTime(), since === null ? 0 : Date.parse(since));
  return Math.max(0, now.getTime() - start) / hourMs;
};

export const cents = (usd: number) => Math.round(usd * 100) / 100;
