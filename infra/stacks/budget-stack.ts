import { type IStackSynthesizer, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CostBudget } from '../constructs/cost-budget/cost-budget';

export interface BudgetStackProps {
  readonly projectName: string;
  /** A region that has budgets. */
  readonly region: string;
  readonly email: string;
  /** US dollars. */
  readonly monthlyLimitUsd: number;
}

/**
 * The budget alone, for projects in a region where CloudFormation has none. It holds no asset and is written without
 * CDK's roles, so that its region needs no `cdk bootstrap`.
 */
export class BudgetStack extends Stack {
  constructor(scope: Construct, { projectName, region, email, monthlyLimitUsd }: BudgetStackProps) {
    super(scope, `${projectName}-budget`, {
      description: `Monthly budget of the account, for ${projectName}`,
      env: { region },
      // The class is not assignable to its interface under exactOptionalPropertyTypes.
      synthesizer: new LegacyStackSynthesizer() as IStackSynthesizer,
      tags: { project: projectName },
    });
    new CostBudget(this, 'Budget', { emails: [email], monthlyLimitUsd });
  }
}
