import { type App, Validations } from 'aws-cdk-lib';
import type { Settings } from '../config/settings';
import { budgetRegionFor } from '../constructs/cost-budget/budget-regions';
import { BudgetStack } from './budget-stack';
import { PipelineStack } from './pipeline-stack';
import { ScaleOutStack, type ScaleOutSettings } from './scale-out-stack';
import { ServiceStack } from './service-stack';
import { WaffleBackendStack } from './waffle-backend-stack';

export interface CreateStacksProps {
  readonly settings: Settings;

  /** Path of the release archive, `<id>.tar.gz`, that a new server starts with. */
  readonly releaseArchiveFile: string;

  /** The time of the deploy. */
  readonly now: Date;
}

export interface Stacks {
  /** The project's own, named like it. */
  readonly stack: WaffleBackendStack | ScaleOutStack;
  readonly serviceStack?: ServiceStack;
  readonly pipelineStack?: PipelineStack;
  readonly budgetStack?: BudgetStack;
}

/**
 * The stacks of a project: one; in the topology scale-out a second one for the service; one for the roles of its pipeline where it has
 * one; and where CloudFormation has no budgets in its region, one for the budget.
 * @throws SettingsError for a budget that no region of the partition has
 */
export const createStacks = (app: App, props: CreateStacksProps): Stacks => {
  const { projectName, budgetEmail: email, monthlyBudgetUsd: monthlyLimitUsd, paidChoices } = props.settings;
  for (const [id, reason] of Object.entries(paidChoices ?? {})) {
    Validations.of(app).acknowledge({ id: `FreeTier::${id}`, reason });
  }
  const region = email === undefined ? undefined : budgetRegionFor(props.settings.region);
  const budgetEmails = email === undefined || region !== undefined ? [] : [email];
  const main = createMain(app, { ...props, budgetEmails });
  const stacks = { ...main, ...createPipeline(app, props.settings) };
  if (email === undefined || region === undefined) return stacks;
  return { ...stacks, budgetStack: new BudgetStack(app, { projectName, region, email, monthlyLimitUsd }) };
};

const createMain = (
  app: App,
  props: CreateStacksProps & { readonly budgetEmails: readonly string[] },
): Stacks => {
  const { settings, releaseArchiveFile } = props;
  if (!isScaleOut(settings)) return { stack: new WaffleBackendStack(app, props) };
  const base = new ScaleOutStack(app, { ...props, settings });
  return { stack: base, serviceStack: new ServiceStack(app, { settings, releaseArchiveFile, base }) };
};

const createPipeline = (app: App, settings: Settings): Pick<Stacks, 'pipelineStack'> => {
  const { githubRepository: repository } = settings;
  return repository === undefined ? {} : { pipelineStack: new PipelineStack(app, { settings, repository }) };
};

/** The settings have no such topology without a domain and its zone. */
const isScaleOut = (settings: Settings): settings is ScaleOutSettings => settings.topology === 'scale-out';
