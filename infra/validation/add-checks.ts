import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Settings } from '../config/settings';
import { hoursPerMonth, defaultLeadMinutes } from '../constructs/schedule/working-hours';
import { FreeTierChecks, type FreeTierChecksProps } from '../free-tier';

export interface ChecksProps {
  readonly settings: Pick<Settings, 'accountPlan' | 'region' | 'workingHours'>;
  /** The time of the deploy: versions end, and charges begin, on a day. */
  readonly now: Date;
}

/**
 * The rules that a synthesis is held to besides CDK's own, which need no adding. An open finding of any fails it, be
 * it an error or a warning (cdk.json: `strict`). What is done on purpose is acknowledged beside the construct that knows
 * why, with the full id (`AwsSolutions::AwsSolutions-VPC7`): by the short one it would vanish from the report.
 */
export const addChecks = (app: App, props: ChecksProps): void => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(), new FreeTierChecks(app, freeTierPropsOf(props)));
};

/** What the Free Tier guard has to know of the settings. The database, which starts before the server, counts for both. */
export const freeTierPropsOf = ({
  settings: { accountPlan, region, workingHours },
  now,
}: ChecksProps): FreeTierChecksProps => ({
  account: accountPlan,
  region,
  date: now.toISOString().slice(0, 10),
  ...(workingHours && { machineHours: Math.ceil(hoursPerMonth(workingHours, defaultLeadMinutes.database)) }),
});
