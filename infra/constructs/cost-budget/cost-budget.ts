import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { InvalidPropError, type PropProblem } from '../props/invalid-prop-error';

export interface CostBudgetProps {
  /** Who is written to, at most 10. AWS Budgets writes at once; nobody has to confirm anything first. */
  readonly emails: readonly string[];

  /**
   * What a month may cost, in US dollars, before credits and refunds.
   *
   * @default 30 - a month of the default stack costs 26.91 USD at list price in us-east-1: mail at 100 % means that more is running
   */
  readonly monthlyLimitUsd?: number;

  /**
   * Percents of the limit: a message for each that is spent.
   *
   * @default [50, 80, 100]
   */
  readonly actualPercents?: readonly number[];

  /**
   * Percents of the limit: a message for each that AWS expects to be spent by the end of the month. A forecast takes some
   * weeks of use first.
   *
   * @default [100]
   */
  readonly forecastPercents?: readonly number[];
}

export const defaultMonthlyLimitUsd = 30;

/** What a caller gets who does not choose. */
const defaults = {
  monthlyLimitUsd: defaultMonthlyLimitUsd,
  actualPercents: [50, 80, 100],
  forecastPercents: [100],
} as const satisfies Partial<CostBudgetProps>;

type Choices = Required<CostBudgetProps>;

/** AWS Budgets' own limits (API reference, CreateBudget and Notification; read 2026-11-21). */
const most = { addresses: 10, notifications: 10 };

/**
 * A monthly budget of the whole account that writes e-mail. It counts what is used, not what is paid: with credits counted, as is AWS's
 * default, it would say nothing until the last credit is gone. See the README.
 * @throws InvalidPropError for a limit that is not positive, no address, or too many addresses or percents
 */
export class CostBudget extends Construct {
  /** As CloudFormation chooses it. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: CostBudgetProps) {
    super(scope, id);
    const choices = { ...defaults, ...props };
    refuseWrong(this, choices);
    const budget = new CfnBudget(this, 'Resource', {
      // Without a name of ours: other notifications replace the budget, and the name would be taken while the old one lives.
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: choices.monthlyLimitUsd, unit: 'USD' },
        costTypes: { includeCredit: false, includeRefund: false },
      },
      notificationsWithSubscribers: notificationsOf(choices),
    });
    this.name = budget.ref;
  }
}

const notificationsOf = ({ emails, actualPercents, forecastPercents }: Choices) => [
  ...actualPercents.map((percent) => notification('ACTUAL', percent, emails)),
  ...forecastPercents.map((percent) => notification('FORECASTED', percent, emails)),
];

const notification = (notificationType: string, threshold: number, emails: readonly string[]) => ({
  notification: {
    notificationType,
    comparisonOperator: 'GREATER_THAN',
    threshold,
    thresholdType: 'PERCENTAGE',
  },
  subscribers: emails.map((address) => ({ subscriptionType: 'EMAIL', address })),
});

const refuseWrong = (construct: Construct, choices: Choices) => {
  const problem = limitProblem(choices) ?? addressProblem(choices) ?? percentProblem(choices);
  if (problem !== undefined) throw new InvalidPropError(construct, problem);
};

const limitProblem = ({ monthlyLimitUsd }: Choices): PropProblem | undefined => {
  if (monthlyLimitUsd > 0) return undefined;
  return {
    prop: 'monthlyLimitUsd',
    got: monthlyLimitUsd,
    reason: 'nothing costs less',
    allowed: 'a number of US dollars above 0',
    change: `monthlyLimitUsd: ${defaultMonthlyLimitUsd}`,
  };
};

const addressProblem = ({ emails }: Choices): PropProblem | undefined => {
  if (emails.length >= 1 && emails.length <= most.addresses) return undefined;
  return {
    prop: 'emails',
    got: emails,
    reason: emails.length === 0 ? 'nobody would hear of it' : 'AWS Budgets writes to fewer',
    allowed: `1 to ${most.addresses} addresses`,
    change: "emails: ['you@example.com']",
  };
};

const percentProblem = ({ actualPercents, forecastPercents }: Choices): PropProblem | undefined => {
  const percents = [...actualPercents, ...forecastPercents];
  if (percents.length >= 1 && percents.length <= most.notifications) return undefined;
  return {
    prop: 'actualPercents and forecastPercents',
    got: percents,
    reason: percents.length === 0 ? 'it would never write' : 'AWS Budgets takes fewer',
    allowed: `1 to ${most.notifications} of both together`,
    change: 'leave them out for 50, 80 and 100 %',
  };
};
