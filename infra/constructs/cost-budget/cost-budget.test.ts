import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { InvalidPropError } from '../props/invalid-prop-error';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { CostBudget, type CostBudgetProps } from './cost-budget';

interface Notification {
  readonly Notification: { readonly NotificationType: string; readonly Threshold: number };
  readonly Subscribers: readonly unknown[];
}

const synthesizeBudget = (props: Partial<CostBudgetProps> = {}) => {
  const stack = createTestStack();
  new CostBudget(stack, 'Budget', { emails: ['you@example.com'], ...props });
  const { properties } = onlyResource(resourcesOf(Template.fromStack(stack)), 'AWS::Budgets::Budget');
  return {
    budget: properties['Budget'],
    notifications: properties['NotificationsWithSubscribers'] as readonly Notification[],
  };
};

test('a month may cost 30 dollars', () => {
  expect(synthesizeBudget().budget).toMatchObject({
    BudgetType: 'COST',
    TimeUnit: 'MONTHLY',
    BudgetLimit: { Amount: 30, Unit: 'USD' },
  });
});

test('it speaks while credits still pay', () => {
  expect(synthesizeBudget().budget).toMatchObject({
    CostTypes: { IncludeCredit: false, IncludeRefund: false },
  });
});

test('another name never stands in its own way', () => {
  expect(synthesizeBudget().budget).not.toHaveProperty('BudgetName');
});

test('it writes at half, four fifths, all, and all foreseen', () => {
  const when = synthesizeBudget().notifications.map(({ Notification: { NotificationType, Threshold } }) => [
    NotificationType,
    Threshold,
  ]);
  expect(when).toEqual([
    ['ACTUAL', 50],
    ['ACTUAL', 80],
    ['ACTUAL', 100],
    ['FORECASTED', 100],
  ]);
});

test('it writes to the address itself, through no topic', () => {
  for (const { Subscribers } of synthesizeBudget().notifications) {
    expect(Subscribers).toEqual([{ SubscriptionType: 'EMAIL', Address: 'you@example.com' }]);
  }
});

test('limit and percents can be chosen', () => {
  const { budget, notifications } = synthesizeBudget({
    monthlyLimitUsd: 5,
    actualPercents: [10],
    forecastPercents: [],
  });
  expect(budget).toMatchObject({ BudgetLimit: { Amount: 5 } });
  expect(notifications).toHaveLength(1);
});

test.each([
  [{ monthlyLimitUsd: 0 }, 'monthlyLimitUsd is 0: nothing costs less'],
  [{ emails: [] }, 'emails is []: nobody would hear of it'],
  [{ actualPercents: [], forecastPercents: [] }, 'it would never write'],
  [{ actualPercents: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, '1 to 10 of both together'],
])('%j is refused', (props, message) => {
  expect(() => synthesizeBudget(props)).toThrow(InvalidPropError);
  expect(() => synthesizeBudget(props)).toThrow(message);
});
