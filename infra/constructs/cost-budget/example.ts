import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { CostBudget } from './cost-budget';

export const stack = new Stack(new App(), 'example');

const budget = new CostBudget(stack, 'Budget', { emails: ['you@example.com'], monthlyLimitUsd: 12 });

new CfnOutput(stack, 'BudgetName', { value: budget.name });
