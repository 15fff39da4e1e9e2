import type { AccountPlan } from '../account/read-plan';
import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { creditOutlook } from './credit-outlook';
import type { CostReport } from './describe-cost';
import { isBilled, sumOf } from './live-thing';
import { cents, costByKind, monthOf } from './month';
import type { Scan, Unasked } from './scan-regions';

interface CostFacts {
  readonly target: Pick<Target, 'projectName' | 'region'>;
  readonly plan: AccountPlan;
  readonly scan: Scan;
  /** What is left of the credits, as a person read it in the console. */
  readonly credit?: number | undefined;
  readonly now: Date;
}

/** This month, reckoned from what runs. @throws UserError where nothing could be read */
export function reportCost({ target, plan, scan, credit, now }: CostFacts): Omit<CostReport, 'bill'> {
  const things = scan.things.filter(({ isOurs }) => isOurs).filter(isBilled);
  const [first] = scan.unasked;
  if (things.length === 0 && first !== undefined) throw cannotTell(first);
  const kinds = costByKind(things, now);
  return {
    project: target.projectName,
    region: target.region,
    at: now.toISOString(),
    monthEndsAt: monthOf(now).end.toISOString(),
    kinds,
    hourlyUsd: sumOf(things, 'hourlyUsd'),
    monthlyUsd: sumOf(things, 'monthlyUsd'),
    soFarUsd: cents(kinds.reduce((sum, { soFarUsd }) => sum + soFarUsd, 0)),
    byMonthEndUsd: cents(kinds.reduce((sum, { byMonthEndUsd }) => sum + byMonthEndUsd, 0)),
    unknown: [
      ...things.flatMap(({ unknown }) => unknown),
      ...scan.unasked.map(({ what, why }) => `${what}: ${why}`),
    ],
    credits: creditOutlook(plan, credit, sumOf(things, 'monthlyUsd'), now),
  };
}

const cannotTell = ({ what, why, fix }: Unasked) =>
  new UserError(`What runs could not be read (${what}): ${why}`, {
    code: exitCodes.unreachable,
    fix,
  });
