import type { Plan } from '../../infra/free-tier';
import { formatTable } from '../io/format';

type ResourceCost = Plan['resources'][number];
type Line = ResourceCost['lines'][number];

export interface Credit {
  readonly usd: number;
  /** Days it lasts, `null` when nothing is spent. */
  readonly days: number | null;
}

/** The plan as a person reads it. */
export function describePlan(plan: Plan, credit: Credit | undefined): string {
  return [
    describeHead(plan),
    describeCosts(plan),
    describePossible(plan),
    describeUsage(plan),
    describeUnknown(plan),
    describeFree(plan),
    describePaidChoices(plan),
    describeCredit(plan, credit),
    describeFindings(plan),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function describeHead({ account, regions, machineHours, date }: Plan): string {
  const names = [
    ...new Set(regions.map(({ region, isAssumed }) => `${region}${isAssumed ? ' (assumed)' : ''}`)),
  ];
  const running =
    machineHours === 730 ? 'running all month' : `machines running ${machineHours} hours a month`;
  return `List price in ${names.join(', ')} on ${date}, ${running}, account ${account}`;
}

function describeCosts({ resources, monthlyUsd }: Plan): string {
  const billed = resources.filter(({ lines }) => lines.length > 0);
  const rows = billed.flatMap((resource) => [
    [resource.place, '', usd(resource.monthlyUsd)],
    ...resource.lines.map((line) => [`  ${line.what}`, describeQuantity(line), usd(line.monthlyUsd)]),
  ]);
  const sum = ['sum a month, USD', '', usd(monthlyUsd)];
  const table = formatTable([['what', 'how much', 'USD'], ...rows, sum], [2]);
  const isSure = billed.every(({ lines }) => lines.every(({ confidence }) => confidence === 'high'));
  return isSure ? table : `${table}\n* not from AWS's price list: from a bill, a text, or a year old`;
}

const describeQuantity = ({ quantity, unit, unitUsd, confidence }: Line) =>
  `${quantity} ${unit} × ${unitUsd}${confidence === 'high' ? '' : ' *'}`;

const usd = (amount: number) => amount.toFixed(2);

function describePossible({ resources, possibleUsd }: Plan): string {
  const rows = resources.flatMap(({ place, possible }) =>
    possible.map(({ what, monthlyUsd }) => [`  ${place}`, what, usd(monthlyUsd)]),
  );
  return section(`On top in the worst month, up to ${usd(possibleUsd)} USD`, rows, [2]);
}

function describeUsage({ resources }: Plan): string {
  const rows = resources.flatMap(({ place, usage }) =>
    usage.map(({ what, unitUsd, unit }) => [
      `  ${place}`,
      what,
      unitUsd ? `${unitUsd} USD per ${unit}` : 'price unknown',
    ]),
  );
  return section('Billed by what is used', rows);
}

function describeUnknown({ resources }: Plan): string {
  const rows = resources.flatMap(({ place, unknown }) =>
    unknown.map(({ what, why }) => [`  ${place}`, `${what}: ${why}`]),
  );
  return section('Not known, and not in the sum', rows);
}

function describeFree({ free }: Plan): string {
  const names = Object.entries(free).map(([type, count]) => `${count} ${type.replace(/^AWS::/, '')}`);
  return names.length === 0 ? '' : `Free: ${names.join(', ')}`;
}

function describePaidChoices({ paidChoices }: Plan): string {
  const rows = paidChoices.map(({ id, place, cost, acknowledgedBecause }) => [
    `  ${id}`,
    place,
    usd(cost.monthlyUsd + cost.possibleUsd),
    acknowledgedBecause,
  ]);
  return section('Paid choices, with the reasons given', rows, [2]);
}

function describeCredit({ monthlyUsd, possibleUsd, account, resources }: Plan, credit: Credit | undefined) {
  if (credit === undefined) return '';
  const isWhole = resources.every(({ unknown }) => unknown.length === 0);
  const notes = [
    ...(isWhole ? [] : ['What is not known above comes off it.']),
    ...(possibleUsd > 0 ? ['What comes on top comes off it.'] : []),
    ...(account === 'credit-free' ? ['A Free plan ends after six months at the latest.'] : []),
    ...(account === 'credit-paid' ? ['Credit ends twelve months after the account was opened.'] : []),
  ];
  return [describeDays(credit, monthlyUsd, isWhole), ...notes].join(' ');
}

function describeDays({ usd: credit, days }: Credit, monthlyUsd: number, isWhole: boolean): string {
  if (days === null) return `${credit} USD of credit: nothing of it is known to be spent.`;
  const most = isWhole ? '' : 'at most ';
  return `${credit} USD of credit last ${most}${Math.floor(days)} days at ${usd(monthlyUsd)} USD a month.`;
}

function describeFindings({ open, problems }: Plan): string {
  const texts = [...open.map(describeFinding), ...problems.map(describeProblem)];
  const choices = new Set(open.filter(({ refusal }) => refusal === undefined).map(({ id }) => id));
  const wayOut = `To stand by ${choices.size === 1 ? 'it' : 'them'}: -c paidChoices="${[...choices].map((id) => `${id}=why it is worth its price`).join('; ')}"`;
  if (texts.length === 0) return 'The guard found nothing.';
  return [...texts, ...(choices.size > 0 ? [wayOut] : [])].join('\n');
}

const describeFinding = ({ id, place, title, got, refusal, fix }: Plan['open'][number]) =>
  [
    `✖ ${id}: ${title} (${got})`,
    `  at ${place}`,
    ...(refusal ? [`  AWS: ${refusal}`] : []),
    `  → ${fix}`,
  ].join('\n');

const describeProblem = ({ id, path, text, fix }: Plan['problems'][number]) =>
  `✖ ${id}: ${text}\n  at ${path || 'the app'}\n  → ${fix}`;

const section = (title: string, rows: readonly (readonly string[])[], right: readonly number[] = []) =>
  rows.length === 0 ? '' : `${title}\n${formatTable(rows, right)}`;
