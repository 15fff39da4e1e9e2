import type { Settings } from '../config/settings';
import { defaultLeadMinutes, hoursPerMonth } from '../constructs/schedule/working-hours';
import type { FreeTierChecksProps } from '../free-tier';

/** What the Free Tier guard has to know of the settings. The database, which starts before the server, counts for both. */
export const freeTierPropsOf = ({
  accountPlan,
  region,
  workingHours,
}: Pick<Settings, 'accountPlan' | 'region' | 'workingHours'>): FreeTierChecksProps => ({
  account: accountPlan,
  region,
  ...(workingHours && { machineHours: Math.ceil(hoursPerMonth(workingHours, defaultLeadMinutes.database)) }),
});
