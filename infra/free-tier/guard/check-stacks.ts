import { hoursPerMonth } from '../price-list';
import { priceCharges, type PricedCharges } from '../cost/price-charges';
import { regionOf } from '../cost/estimate-cost';
import { rules } from '../rules';
import { accountKinds, type AccountKind, type Finding, type Rule } from '../rules/rule';
import { placeOf, type StackView } from '../template/template-view';
import { covers, type Acknowledgement } from './acknowledgement';
import { isReason } from './reason';

export interface CheckOptions {
  readonly account: AccountKind;
  /** Where a stack goes that names no region. @default 'us-east-1' */
  readonly region?: string | undefined;
  /** @default 730 */
  readonly machineHours?: number | undefined;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** What to change, by the id of a rule. @default - CDK code */
  readonly fixes?: Readonly<Record<string, string>> | undefined;
}

/** A finding with its price. */
export interface PricedFinding {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly fix: string;
  readonly place: string;
  readonly logicalId: string;
  readonly templateFile: string | undefined;
  readonly location: string;
  readonly got: string;
  readonly cost: PricedCharges;
  readonly refusal?: string;
}

export interface PaidChoice extends PricedFinding {
  readonly acknowledgedBecause: string;
  readonly acknowledgedAt: string;
}

/** An acknowledgement that is itself at fault. */
export interface AcknowledgementProblem {
  readonly id: 'FreeTier-Reason' | 'FreeTier-StaleAcknowledgement' | 'FreeTier-UnknownRule';
  readonly path: string;
  readonly text: string;
  readonly fix: string;
}

export interface GuardReport {
  readonly open: readonly PricedFinding[];
  readonly paidChoices: readonly PaidChoice[];
  readonly problems: readonly AcknowledgementProblem[];
}

/** Applies the rules for an account to the templates, and the acknowledgements to what they find. */
export const checkStacks = (
  stacks: readonly StackView[],
  acknowledgements: readonly Acknowledgement[],
  options: CheckOptions,
): GuardReport => {
  const findings = rules
    .filter(({ accounts }) => accounts.includes(options.account))
    .flatMap((rule) => findAll(rule, stacks, options));
  const decided = findings.map((finding) => ({ finding, choice: choiceFor(finding, acknowledgements) }));
  return {
    open: decided.flatMap(({ finding, choice }) => (choice ? [] : [finding])),
    paidChoices: decided.flatMap(({ finding, choice }) => (choice ? [toPaidChoice(finding, choice)] : [])),
    problems: acknowledgements.flatMap((acknowledgement) => problemsOf(acknowledgement, stacks, options)),
  };
};

const findAll = (rule: Rule, stacks: readonly StackView[], options: CheckOptions): readonly PricedFinding[] =>
  rule
    .find(stacks, { ...options, machineHours: options.machineHours ?? hoursPerMonth })
    .map((finding) => priced(rule, finding, options));

const priced = (rule: Rule, finding: Finding, options: CheckOptions): PricedFinding => {
  const { resource, location, got, charges, refusal } = finding;
  return {
    id: rule.id,
    title: rule.title,
    reason: rule.reason,
    fix: options.fixes?.[rule.id] ?? rule.fix,
    place: placeOf(resource),
    logicalId: resource.logicalId,
    templateFile: resource.stack.templateFile,
    location,
    got,
    cost: priceCharges(charges, regionOf(resource.stack, options)),
    ...(refusal !== undefined && { refusal }),
  };
};

/** The closest one counts. What AWS refuses cannot be had by a reason. */
const choiceFor = (finding: PricedFinding, acknowledgements: readonly Acknowledgement[]) =>
  finding.refusal === undefined
    ? acknowledgements
        .filter(({ id, reason }) => id === finding.id && isReason(reason))
        .filter((acknowledgement) => covers(acknowledgement, finding.place))
        .sort((a, b) => b.path.length - a.path.length)
        .at(0)
    : undefined;

const toPaidChoice = (finding: PricedFinding, { reason, path }: Acknowledgement): PaidChoice => ({
  ...finding,
  acknowledgedBecause: reason.trim(),
  acknowledgedAt: path,
});

const problemsOf = (
  acknowledgement: Acknowledgement,
  stacks: readonly StackView[],
  options: CheckOptions,
): readonly AcknowledgementProblem[] => {
  const { id, reason, path } = acknowledgement;
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) {
    const fix = `one of ${rules.map((known) => known.id).join(', ')}`;
    return [{ id: 'FreeTier-UnknownRule', path, text: `there is no rule ${id} to acknowledge`, fix }];
  }
  if (!isReason(reason)) {
    const text = `${id} is acknowledged with the reason ${JSON.stringify(reason)}, which says nothing`;
    return [
      { id: 'FreeTier-Reason', path, text, fix: 'say in three words or more why it is worth its price' },
    ];
  }
  if (isStale(rule, acknowledgement, stacks, options)) {
    const text = `${id} is acknowledged, and nothing here trips it`;
    return [{ id: 'FreeTier-StaleAcknowledgement', path, text, fix: 'delete the acknowledgement' }];
  }
  return [];
};

/** Only when no kind of account would see a finding: a stack may be meant for several. */
const isStale = (
  rule: Rule,
  acknowledgement: Acknowledgement,
  stacks: readonly StackView[],
  options: CheckOptions,
) =>
  !accountKinds.some((account) =>
    findAll(rule, stacks, { ...options, account }).some(({ place }) => covers(acknowledgement, place)),
  );
