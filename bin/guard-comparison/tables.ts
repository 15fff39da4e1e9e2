import { describePrice } from '../../infra/free-tier/describe-price';
import type { AccountKind, Plan } from '../../infra/free-tier';
import { rules } from '../../infra/free-tier/rules';
import type { Verdict } from './compare-opinions';

type Finding = Plan['open'][number];

export interface Comparison {
  /** Day of the comparison, by which the guard judged. */
  readonly date: string;
  /** Of what was asked, by name; cfn-lint is absent where it is not installed. */
  readonly versions: Readonly<Record<string, string>>;
  readonly traps: readonly ComparedTrap[];
}

export interface ComparedTrap {
  readonly id: string;
  readonly account: AccountKind;
  readonly finding: Pick<Finding, 'got' | 'cost' | 'refusal'>;
  readonly cdkStops: boolean;
  readonly cdk: Verdict;
  readonly nag: Verdict;
  readonly lint?: Verdict;
}

/** Every rule with the price of its trap. */
export const trapsTable = (traps: readonly Pick<ComparedTrap, 'id' | 'finding'>[]): string =>
  table([
    ['id', 'trap', 'costs, in the example of its test', 'why', 'what to write instead', 'accounts'],
    ...rules.map(({ id, title, reason, fix, accounts }) => [
      `\`${id}\``,
      title,
      priceOf(traps.filter((trap) => trap.id === id)),
      reason,
      fix,
      accounts.length === 3 ? 'all' : accounts.join(', '),
    ]),
  ]);

/** That of an account which may have it, if there is one. */
const priceOf = (traps: readonly Pick<ComparedTrap, 'finding'>[]) => {
  const { finding } = traps.find((trap) => trap.finding.refusal === undefined) ?? traps[0] ?? {};
  if (finding === undefined) return '';
  return finding.refusal === undefined ? describePrice(finding.cost) : 'refused by AWS';
};

/** What each checker says about each trap. */
export const comparisonTable = ({ versions, traps }: Comparison): string =>
  table([
    [
      'trap',
      'account',
      'FreeTierChecks',
      '`cdk synth` alone',
      `CDK’s validation (${versions['aws-cdk-lib']})`,
      `cdk-nag AwsSolutions (${versions['cdk-nag']})`,
      `cfn-lint (${versions['cfn-lint'] ?? 'not run'})`,
    ],
    ...traps.map(({ id, account, finding, cdkStops, cdk, nag, lint }) => [
      id.replace('FreeTier-', ''),
      account,
      finding.refusal === undefined ? 'stops' : 'stops: AWS refuses it',
      cdkStops ? 'stops' : 'passes',
      describeVerdict(cdk),
      describeVerdict(nag, 'AwsSolutions-'),
      lint ? describeVerdict(lint) : 'not run',
    ]),
  ]);

export const describeVerdict = ({ objects, aboutMoney, asksForIt }: Verdict, prefix = '') => {
  const short = (ids: readonly string[]) =>
    [...new Set(ids.map((id) => id.replace(prefix, '').replace(/\[.*\]$/, '')))].join(', ');
  const others = objects.filter((id) => !aboutMoney.includes(id));
  return (
    [
      ...(aboutMoney.length > 0 ? [`**${short(aboutMoney)}**`] : []),
      ...(others.length > 0 ? [short(others)] : []),
      ...(asksForIt.length > 0 ? [`_asks for it: ${short(asksForIt)}_`] : []),
    ].join('; ') || '–'
  );
};

/** One sentence a checker, with the counts of the table. */
export const summaryOf = ({ date, traps }: Comparison): string => {
  const count = (test: (trap: ComparedTrap) => boolean) => `${traps.filter(test).length} of ${traps.length}`;
  const lines = [
    `Measured on ${date}:\n`,
    `- FreeTierChecks stops ${count(() => true)} and says what each costs. The traps are its own, so this says nothing about traps that nobody thought of.`,
    `- \`cdk synth\` alone stops ${count(({ cdkStops }) => cdkStops)}; CDK’s validation says something about ${count(({ cdk }) => cdk.objects.length > 0)}, about money in ${count(({ cdk }) => cdk.aboutMoney.length > 0)}.`,
    `- cdk-nag says something about ${count(({ nag }) => nag.objects.length > 0)}, about money in ${count(({ nag }) => nag.aboutMoney.length > 0)}, and asks for ${count(({ nag }) => nag.asksForIt.length > 0)}.`,
  ];
  const hasLint = traps.every(({ lint }) => lint);
  return [
    ...lines,
    hasLint
      ? `- cfn-lint says something about ${count(({ lint }) => (lint?.objects.length ?? 0) > 0)}, about money in ${count(({ lint }) => (lint?.aboutMoney.length ?? 0) > 0)}.`
      : '- cfn-lint was not run: it is not installed.',
  ].join('\n');
};

const table = ([head = [], ...rows]: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`)
    .join('\n');
