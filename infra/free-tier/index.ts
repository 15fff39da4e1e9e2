/** What other CDK apps import. */
export { FreeTierChecks, type FreeTierChecksProps } from './free-tier-checks';
export { creditDays } from './cost/credit-days';
export { estimateCost, type Estimate } from './cost/estimate-cost';
export { type Plan, planFileName } from './guard/plan';
export { type AccountKind, accountKinds } from './rules/rule';
export { viewStack } from './template/template-view';
