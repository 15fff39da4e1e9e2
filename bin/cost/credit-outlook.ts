import { creditDays } from '../../infra/free-tier/cost/credit-days';
import type { AccountPlan } from '../account/read-plan';

const dayMs = 86_400_000;

/** How long the credits last, of what is known. */
export interface CreditOutlook {
  readonly plan: 'FREE' | 'PAID' | null;
  /** `null` where it is not known. */
  readonly creditsUsd: number | null;
  /** Why the plan or its credits are not known. */
  readonly unknownBecause: string | null;
  /** Days until the credits are spent at this pace; `null` where nothing is spent or nothing is known. */
  readonly days: number | null;
  /** The plan's end, ISO 8601. */
  readonly planEndsAt: string | null;
  readonly daysToPlanEnd: number | null;
}

/** @param given what is left of the credits, as a person read it in the console, in place of what AWS says */
export function creditOutlook(
  plan: AccountPlan,
  given: number | undefined,
  monthlyUsd: number,
  now: Date,
): CreditOutlook {
  const known = plan.known ? plan : undefined;
  const creditsUsd = given ?? known?.creditsUsd ?? null;
  const days = creditsUsd === null ? Infinity : creditDays(monthlyUsd, creditsUsd);
  const end = known?.endsAt;
  return {
    plan: known?.type ?? null,
    creditsUsd,
    unknownBecause: plan.known ? null : plan.reason,
    days: Number.isFinite(days) ? days : null,
    planEndsAt: end?.toISOString() ?? null,
    daysToPlanEnd: end === undefined ? null : (end.getTime() - now.getTime()) / dayMs,
  };
}

/** One line for people. */
export function describeCredits(outlook: CreditOutlook, hourlyUsd: number): string {
  const { plan, creditsUsd, unknownBecause, days, planEndsAt, daysToPlanEnd } = outlook;
  const parts = [
    plan === null ? `Plan and credits are not known: ${unknownBecause}.` : `${planNames[plan]}.`,
    ...(creditsUsd === null
      ? []
      : [`${creditsUsd.toFixed(2)} USD of credits left${lasting(days, hourlyUsd, creditsUsd)}.`]),
    ...(plan !== null && creditsUsd === null ? ['AWS names no credits.'] : []),
    ...(planEndsAt === null || daysToPlanEnd === null
      ? []
      : [`The plan ends on ${planEndsAt.slice(0, 10)}, in ${Math.max(0, Math.floor(daysToPlanEnd))} days.`]),
    // AWS Free Tier FAQ, as quoted by several; read 2026-08 to 2026-10. No API tells the day.
    'Credits expire twelve months after the account was opened.',
    ...(creditsUsd === null ? ['Add --credit with what the console shows to see how long it lasts.'] : []),
  ];
  return parts.join(' ');
}

const planNames = { FREE: 'Free plan', PAID: 'Paid plan' } as const;

function lasting(days: number | null, hourlyUsd: number, creditsUsd: number): string {
  if (days === null) return ', and nothing is known to be spent';
  return `: ${Math.floor(creditsUsd / hourlyUsd)} hours, ${Math.floor(days)} days at this pace`;
}
