import {
  type App,
  CloudFormationValidatePlugin,
  type IPolicyValidationPlugin,
  Validations,
} from 'aws-cdk-lib';
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
 * The rules that a synthesis is held to: CDK's own, cdk-nag's and the Free Tier guard's. An open finding of any fails it, be
 * it an error or a warning (cdk.json: `strict`). What is done on purpose is acknowledged beside the construct that knows
 * why, with the full id (`AwsSolutions::AwsSolutions-VPC7`): by the short one it would vanish from the report.
 */
export const addChecks = (app: App, props: ChecksProps): void => {
  // The class is not assignable to its interface under exactOptionalPropertyTypes.
  cloudFormation ??= new CloudFormationValidatePlugin() as IPolicyValidationPlugin;
  const freeTier = new FreeTierChecks(app, freeTierPropsOf(props));
  Validations.of(app).addPlugins(cloudFormation, new AwsSolutionsChecks(), freeTier);
};

/**
 * The instance that CDK would otherwise make at the synthesis. Its rules take a second to load: here they load while the
 * release archive is still being built.
 */
let cloudFormation: IPolicyValidationPlugin | undefined;

const oneServer = '-c topology=one-server, which has none';

/** What a user of the settings types. The rules that the settings cannot trip speak to whoever changes the constructs. */
const fixes = {
  'FreeTier-InstanceType': '-c instanceType=t3.micro, which every kind of account may run',
  'FreeTier-LargeInstance': '-c instanceType=t3.micro',
  'FreeTier-DatabaseClass': '-c databaseInstanceClass=db.t3.micro',
  'FreeTier-DatabaseStorage': '-c databaseStorageGiB=20',
  'FreeTier-BackupRetention': '-c databaseBackupDays=1',
  'FreeTier-FinalSnapshot': '-c databaseOnDelete=delete',
  'FreeTier-Fargate': oneServer,
  'FreeTier-LoadBalancer': oneServer,
  'FreeTier-InterfaceEndpoint': oneServer,
  'FreeTier-ElastiCache': oneServer,
  'FreeTier-MultiAz': oneServer,
  'FreeTier-ReadReplica': '-c databaseReadReplicas=0',
  'FreeTier-OldMinorVersion': '-c databaseVersion=8.4.10, or a later one',
};

/** What the Free Tier guard has to know of the settings. The database, which starts before the server, counts for both. */
export const freeTierPropsOf = ({
  settings: { accountPlan, region, workingHours },
  now,
}: ChecksProps): FreeTierChecksProps => ({
  account: accountPlan,
  region,
  date: now.toISOString().slice(0, 10),
  fixes,
  acknowledgeBy: (id) => `-c paidChoices="${id}=why it is worth its price"`,
  ...(workingHours && { machineHours: Math.ceil(hoursPerMonth(workingHours, defaultLeadMinutes.database)) }),
});
