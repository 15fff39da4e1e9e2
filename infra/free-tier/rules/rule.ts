import type { Charge, ChargeOptions } from '../cost/charge';
import type { Resource, StackView } from '../template/template-view';

/**
 * Credit Free plan and credit Paid plan: accounts opened from 2025-07-15 on, which live on credits. Older ones had twelve
 * months of 750 hours, the last of which ended on 2026-07-14: they pay list price.
 */
export const accountKinds = ['credit-free', 'credit-paid', 'older'] as const;
export type AccountKind = (typeof accountKinds)[number];

export interface RuleOptions extends ChargeOptions {
  readonly account: AccountKind;
}

/** One resource that a rule objects to. */
export interface Finding {
  readonly resource: Resource;
  /** Where in the resource, such as `Properties.MultiAZ`. */
  readonly location: string;
  /** What was found there, completing "… is": the value got, or that there is none. */
  readonly got: string;
  /** What it costs because of that. Empty, it costs nothing by itself. */
  readonly charges: readonly Charge[];
  /** What AWS answers, where the account may not have it at all. */
  readonly refusal?: string;
}

export type RuleId = `FreeTier-${string}`;

export interface Rule {
  readonly id: RuleId;
  /** Names the trap, without a verb. */
  readonly title: string;
  /** Why it costs, and why nobody notices. */
  readonly reason: string;
  /** What to write in CDK instead. */
  readonly fix: string;
  /** Whom it concerns. */
  readonly accounts: readonly AccountKind[];
  readonly find: (stacks: readonly StackView[], options: RuleOptions) => readonly Finding[];
}

type Detail = Omit<Finding, 'resource'>;

/** A rule that looks at each resource of some types by itself. */
export const eachOf =
  (
    types: string | readonly string[],
    check: (resource: Resource, options: RuleOptions) => Detail | undefined,
  ): Rule['find'] =>
  (stacks, options) =>
    resourcesOf(stacks, types).flatMap((resource) => {
      const detail = check(resource, options);
      return detail === undefined ? [] : [{ resource, ...detail }];
    });

export const resourcesOf = (stacks: readonly StackView[], types: string | readonly string[]) =>
  stacks.flatMap(({ resources }) => resources).filter(({ type }) => [types].flat().includes(type));

/** The type of an SSM parameter is what a template that takes the newest image has. */
export const isParameterRef = (value: unknown): value is { readonly Ref: string } =>
  typeof value === 'object' && value !== null && 'Ref' in value && typeof value.Ref === 'string';
