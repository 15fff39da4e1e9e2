import { hoursPerMonth } from '../price-list';
import { estimateCost, type Estimate } from '../cost/estimate-cost';
import type { StackView } from '../template/template-view';
import type { Acknowledgement } from './acknowledgement';
import { checkStacks, type CheckOptions, type GuardReport } from './check-stacks';

/** Where `FreeTierChecks` leaves the plan, within the output folder of the synthesis. */
export const planFileName = 'free-tier-plan.json';

/** What an app costs a month, which paid choices it stands by, and what is still open. */
export interface Plan extends Estimate, GuardReport {
  readonly account: CheckOptions['account'];
  readonly date: string;
  /** Hours a month that machines were reckoned to run. */
  readonly machineHours: number;
}

export const planOf = (
  stacks: readonly StackView[],
  acknowledgements: readonly Acknowledgement[],
  options: CheckOptions,
): Plan => ({
  account: options.account,
  date: options.date,
  machineHours: options.machineHours ?? hoursPerMonth,
  ...estimateCost(stacks, options),
  ...checkStacks(stacks, acknowledgements, options),
});
