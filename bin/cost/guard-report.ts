import type { CreditOutlook } from './credit-outlook';
import { isBilled, sumOf, type PricedThing } from './live-thing';
import type { Scan } from './scan-regions';

export interface GuardReport {
  readonly checkedAt: string;
  readonly account: string;
  readonly project: string;
  readonly regions: readonly string[];
  /** What is billed or may be, the dearest first. */
  readonly things: readonly PricedThing[];
  /** Stopped machines and others that cost nothing as they are. */
  readonly free: number;
  readonly unasked: Scan['unasked'];
  readonly hourlyUsd: number;
  readonly monthlyUsd: number;
  readonly atMostUsd: number;
  readonly credits: CreditOutlook;
  /** Why the guard ends with 3; empty, all is as it should be. */
  readonly findings: readonly string[];
}

export interface GuardFacts {
  readonly now: Date;
  readonly account: string;
  readonly project: string;
  readonly scan: Scan;
  /** Of the sum a month. */
  readonly outlook: (monthlyUsd: number) => CreditOutlook;
  /** Credits or plan that end earlier than this are a finding. */
  readonly days: number;
}

export function judge({ now, account, project, scan, outlook, days }: GuardFacts): GuardReport {
  const things = scan.things.filter(isBilled);
  const monthlyUsd = sumOf(things, 'monthlyUsd');
  const credits = outlook(monthlyUsd);
  return {
    checkedAt: now.toISOString(),
    account,
    project,
    regions: scan.regions,
    things,
    free: scan.things.length - things.length,
    unasked: scan.unasked,
    hourlyUsd: sumOf(things, 'hourlyUsd'),
    monthlyUsd,
    atMostUsd: sumOf(things, 'atMostUsd'),
    credits,
    findings: [...findOthers(things, project), ...findEnds(credits, days)],
  };
}

function findOthers(things: readonly PricedThing[], project: string): readonly string[] {
  const others = things.filter(({ isOurs }) => !isOurs);
  if (others.length === 0) return [];
  const atMost = sumOf(others, 'atMostUsd');
  const unpriced = others.filter(({ unknown }) => unknown.length > 0).length;
  const costs = [
    `${sumOf(others, 'monthlyUsd').toFixed(2)} USD a month`,
    ...(atMost > 0 ? [`at most ${atMost.toFixed(2)} USD more for snapshots`] : []),
    ...(unpriced > 0 ? [`${unpriced} of them at a price that is not known here`] : []),
  ];
  const what = others.length === 1 ? '1 thing costs' : `${others.length} things cost`;
  return [`${what} and is not of ${project}: ${costs.join(', ')}.`.replace('cost and is', 'cost and are')];
}

function findEnds({ creditsUsd, days: creditDays, daysToPlanEnd }: CreditOutlook, days: number) {
  const isSpent = creditsUsd === 0 || (creditDays !== null && creditDays < days);
  return [
    ...(isSpent ? [`The credits end within ${days} days at this pace.`] : []),
    ...(daysToPlanEnd !== null && daysToPlanEnd < days ? [`The plan ends within ${days} days.`] : []),
  ];
}
