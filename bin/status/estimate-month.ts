import type { Target } from '../aws/target';
import { isBilled, sumOf } from '../cost/live-thing';
import { cents, costByKind } from '../cost/month';
import { scanRegions } from '../cost/scan-regions';

/** As `waffle cost` reckons it: free, at list price, before credits. */
export interface MonthEstimate {
  readonly soFarUsd: number;
  readonly monthlyUsd: number;
}

/** @throws Error where nothing could be read */
export async function estimateMonth(
  target: Target,
  now: Date,
  abortSignal: AbortSignal,
): Promise<MonthEstimate> {
  const { things, unasked } = await scanRegions(target, [target.region], abortSignal);
  const ours = things.filter(({ isOurs }) => isOurs).filter(isBilled);
  const [first] = unasked;
  if (ours.length === 0 && first !== undefined) throw new Error(`${first.what}: ${first.why}`);
  const soFarUsd = costByKind(ours, now).reduce((sum, kind) => sum + kind.soFarUsd, 0);
  return { soFarUsd: cents(soFarUsd), monthlyUsd: cents(sumOf(ours, 'monthlyUsd')) };
}
