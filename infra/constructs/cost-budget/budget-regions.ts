import { SettingsError } from '../../config/settings-error';

/**
 * Regions where CloudFormation has no AWS::Budgets::Budget. Source: the resource schemas that CloudFormation publishes for each
 * region, as cfn-lint 1.51.0 bundles them (read 2026-11-21): 25 of 46 regions have the type. CDK 2.275.0 has the same list but for
 * me-south-1, which stays on it: the stack of its own works either way. `budget-regions.test.ts` compares all three.
 */
export const regionsWithoutBudgets: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-3',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
  'us-gov-east-1',
  'us-gov-west-1',
];

/** A budget is of the account, not of a region: where it is made makes no difference to what it watches. */
export const regionOfLastResort = 'us-east-1';

/**
 * Where to make the budget of a stack: `undefined` for the stack itself, otherwise the region of a stack of its own.
 * A region that is not known is taken to have budgets; CloudFormation would refuse the stack at once.
 *
 * @throws SettingsError where no region of the partition has budgets
 */
export const budgetRegionFor = (region: string | undefined): string | undefined => {
  if (region === undefined || !regionsWithoutBudgets.includes(region)) return undefined;
  if (region.startsWith('us-gov-')) throw new SettingsError([noBudgetsAtAll(region)]);
  return regionOfLastResort;
};

const noBudgetsAtAll = (region: string) => ({
  setting: 'region',
  got: region,
  reason: 'no region of AWS GovCloud (US) has budgets, and budgetEmail asks for one',
  allowed: 'a region outside of GovCloud, or no budgetEmail',
  change: '-c budgetEmail=, and make the budget in the standard account that pays for this one',
});
