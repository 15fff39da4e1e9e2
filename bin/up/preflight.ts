import type { AccountPlan } from '../account/read-plan';
import type { Settings } from '../../infra/config/settings';
import { exitCodes, UserError } from '../io/errors';

export interface PreflightFacts {
  readonly settings: Pick<Settings, 'instanceType' | 'accountPlan' | 'databaseBackupDays'> &
    Partial<Pick<Settings, 'topology'>>;
  readonly plan: AccountPlan;
  /** Types that this account's plan lets run, as EC2 tells; `undefined` where it does not. */
  readonly eligibleTypes: readonly string[] | undefined;
}

/** What the account would refuse in the middle of a deploy, told before its first write. */
export function preflightProblems({ settings, plan, eligibleTypes }: PreflightFacts): readonly string[] {
  const onFreePlan = plan.known ? plan.type === 'FREE' : settings.accountPlan === 'credit-free';
  return [
    ...(plan.known && plan.status === 'EXPIRED' ? ['The account’s plan has expired: upgrade it first.'] : []),
    ...(onFreePlan && settings.topology !== 'scale-out'
      ? typeProblem(settings.instanceType, eligibleTypes)
      : []),
    ...(plan.known && plan.type === 'FREE' && settings.accountPlan !== 'credit-free'
      ? [
          `The account is on the Free plan, and the setting accountPlan is ${settings.accountPlan}.\n  → waffle init; or -c accountPlan=credit-free`,
        ]
      : []),
  ];
}

function typeProblem(type: string, eligible: readonly string[] | undefined): readonly string[] {
  if (eligible === undefined || eligible.includes(type)) return [];
  const choice = eligible.includes('t3.micro') ? 't3.micro' : eligible[0];
  return [
    `The account is on the Free plan, which may not run ${type} (EC2 allows: ${eligible.join(', ')}).\n  → -c instanceType=${choice}`,
  ];
}

/** @throws UserError with every problem */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new UserError(problems.join('\n'), { code: exitCodes.guard });
}
