import { type Answer, jsonAnswer, jsonError } from './answer';
import type { AwsCall } from './aws-call';

/** `GetAccountPlanState` of the Free Tier API (AWS API model freetier 2023-09-07). moto has no such service. */
export interface AccountPlanState {
  readonly accountId: string;
  readonly accountPlanType: 'FREE' | 'PAID';
  readonly accountPlanStatus: 'NOT_STARTED' | 'ACTIVE' | 'EXPIRED';
  readonly accountPlanRemainingCredits?: { readonly amount: number; readonly unit: 'USD' };
  readonly accountPlanExpirationDate?: string;
}

export const freePlan: AccountPlanState = {
  accountId: '123456789012',
  accountPlanType: 'FREE',
  accountPlanStatus: 'ACTIVE',
  accountPlanRemainingCredits: { amount: 135.71, unit: 'USD' },
  accountPlanExpirationDate: '2027-04-21T01:55:05Z',
};

/** One of `GetFreeTierUsage`'s rows. */
export interface FreeTierUsage {
  readonly service: string;
  readonly operation: string;
  readonly usageType: string;
  readonly region: string;
  readonly actualUsageAmount: number;
  readonly forecastedUsageAmount: number;
  readonly limit: number;
  readonly unit: string;
  readonly description: string;
  readonly freeTierType: string;
}

export class FreeTier {
  /** `undefined`: AWS keeps no plan of the account. */
  plan: AccountPlanState | undefined = freePlan;
  usage: readonly FreeTierUsage[] = [];

  answer({ service, operation }: AwsCall): Answer | undefined {
    if (service !== 'freetier') return undefined;
    if (operation === 'GetFreeTierUsage') return jsonAnswer({ freeTierUsages: this.usage });
    if (operation !== 'GetAccountPlanState') return undefined;
    return this.plan === undefined
      ? jsonError('ResourceNotFoundException', 'There is no account plan.')
      : jsonAnswer(this.plan);
  }
}

/** Types of an account opened since 2025-07-15 (EC2 User Guide, "Amazon EC2 free tier", read 2026-10-07). */
const eligibleTypes = ['t3.micro', 't3.small', 't4g.micro', 't4g.small', 'c7i-flex.large', 'm7i-flex.large'];

/** moto knows those of older accounts. A filter for them becomes one by name, and each type says what it is. */
export function withEligibleTypes(call: AwsCall): Buffer | undefined {
  if (call.operation !== 'DescribeInstanceTypes') return undefined;
  const form = new URLSearchParams(call.body.toString('utf8'));
  const [key] = [...form].find(([, value]) => value === 'free-tier-eligible') ?? [];
  if (key === undefined) return undefined;
  const filter = key.replace('.Name', '');
  form.set(key, 'instance-type');
  eligibleTypes.forEach((type, index) => form.set(`${filter}.Value.${index + 1}`, type));
  return Buffer.from(form.toString());
}

export const markEligible = (text: string): string =>
  text.replace(
    /<item>(?:(?!<item>)[\s\S])*?<instanceType>([^<]+)<\/instanceType>[\s\S]*?<freeTierEligible>[^<]*/g,
    (item, type: string) =>
      item.replace(/<freeTierEligible>[^<]*$/, `<freeTierEligible>${eligibleTypes.includes(type)}`),
  );
