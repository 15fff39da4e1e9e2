import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

export interface CostBudgetProps {
  /** Who is written to, at most 10. AWS Budgets writes at once; nobody has to confirm anything first. */
  readonly emails: readonly string[];

  /**
   * What a month may cost, in US dollars, before credits and refunds.
   *
   * @default 30 - a month of the default stack is 26.91 USD at list price in us-east-1: all of it is another USD 3 away
   */
  readonly monthlyLimitUsd?: number | undefined;

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

/** AWS Budgets' own limit of notifications a budget (API reference, PutNotification, 2026). */
const mostNotifications = 10;

/**
 * A monthly budget of the whole account that writes e-mail. It counts what is used, not what is paid: with credits counted, as is AWS's
 * default, it would say nothing until the last credit is gone.
 */
export class CostBudget extends Construct {
  /** @throws RangeError for a limit that is not positive, no address, or too many notifications */
  constructor(scope: Construct, id: string, props: CostBudgetProps) {
    super(scope, id);
    const { actualPercents = [50, 80, 100], forecastPercents = [100] } = props;
    const limit = props.monthlyLimitUsd ?? defaultMonthlyLimitUsd;
    refuse(!(limit > 0), `monthlyLimitUsd is ${limit}; it must be more than 0`);
    refuse(props.emails.length < 1 || props.emails.length > 10, 'emails must be 1 to 10 addresses');
    const notifications = [
      ...actualPercents.map((percent) => notification('ACTUAL', percent, props.emails)),
      ...forecastPercents.map((percent) => notification('FORECASTED', percent, props.emails)),
    ];
    refuse(
      notifications.length > mostNotifications,
      `${notifications.length} percents; AWS Budgets takes at most ${mostNotifications}`,
    );
    new CfnBudget(this, 'Resource', {
      // Without a name of ours: other notifications replace the budget, and the name would be taken while the old one lives.
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: limit, unit: 'USD' },
        costTypes: { includeCredit: false, includeRefund: false },
      },
      notificationsWithSubscribers: notifications,
    });
  }
}

const refuse = (wrong: boolean, message: string) => {
  if (wrong) throw new RangeError(`CostBudget: ${message}.`);
};

const notification = (notificationType: string, threshold: number, emails: readonly string[]) => ({
  notification: {
    notificationType,
    comparisonOperator: 'GREATER_THAN',
    threshold,
    thresholdType: 'PERCENTAGE',
  },
  subscribers: emails.map((address) => ({ subscriptionType: 'EMAIL', address })),
});
