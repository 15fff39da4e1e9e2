import { type App, Validations } from 'aws-cdk-lib';
import type { Settings } from '../config/settings';
import { budgetRegionFor } from '../constructs/cost-budget/budget-regions';
import { BudgetStack } from './budget-stack';
import { WaffleBackendStack } from './waffle-backend-stack';

export interface CreateStacksProps {
  readonly settings: Settings;

  /** Path of the release archive, `<id>.tar.gz`, that a new server starts with. */
  readonly releaseArchiveFile: string;

  /** The time of the deploy. */
  readonly now: Date;
}

/**
 * The stacks of a project: one, and where CloudFormation has no budgets in its region, a second one for the budget.
 * @throws SettingsError for a budget that no region of the partition has
 */
export const createStacks = (app: App, props: CreateStacksProps) => {
  const { projectName, budgetEmail: email, monthlyBudgetUsd: monthlyLimitUsd, paidChoices } = props.settings;
  for (const [id, reason] of Object.entries(paidChoices ?? {})) {
    Validations.of(app).acknowledge({ id: `FreeTier::${id}`, reason });
  }
  const region = email === undefined ? undefined : budgetRegionFor(props.settings.region);
  const stack = new WaffleBackendStack(app, {
    ...props,
    budgetEmails: email === undefined || region !== undefined ? [] : [email],
  });
  if (email === undefined || region === undefined) return { stack };
  return { stack, budgetStack: new BudgetStack(app, { projectName, region, email, monthlyLimitUsd }) };
};
