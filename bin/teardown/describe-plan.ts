import { formatTable } from '../io/format';
import { type Choices, oursIn, type Policy, whyKept } from './choose';
import type { Found, Look } from './look';
import { dailyUsd } from './price';
import { sumUsd } from './receipt';
import { shorten } from './shorten';

type Doomed = Look['stacks'];

/** What will go, what it costs, what of it is data, and what stays. */
export function describePlan(look: Look, doomed: Doomed, policy: Policy, choices: Choices): string {
  const afterwards: Look = {
    ...look,
    stacks: look.stacks.filter(({ id }) => !doomed.some((stack) => stack.id === id)),
  };
  const ours = oursIn(look);
  const staying = ours.flatMap((found) => {
    const kept = whyKept(found, afterwards, policy, choices);
    return kept === undefined ? [] : [[`  ${found.kind}`, shorten(found.id), kept.why]];
  });
  return [
    doomed.map(({ name, region, status }) => `Goes: the stack ${name} in ${region} (${status})`).join('\n'),
    describeBilled(ours.filter(({ isBilled }) => isBilled)),
    describeData(look, ours),
    describeFinalSnapshot(ours, policy),
    section('Stays', staying),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function describeBilled(billed: readonly Found[]): string {
  if (billed.length === 0) return 'Nothing of it is billed.';
  const rows = billed.map((found) => [
    `  ${found.kind}`,
    shorten(found.id),
    found.about ?? '',
    ...costs(found.monthlyUsd),
  ]);
  const sum = ['  sum', '', '', ...costs(sumUsd(billed))];
  const head = ['What is billed', '', '', 'USD a day', 'a month'];
  return formatTable([head, ...rows, sum], [3, 4]);
}

const costs = (usd: number | undefined) =>
  usd === undefined ? ['unknown', 'unknown'] : [dailyUsd(usd).toFixed(2), usd.toFixed(2)];

/** What one is asked about. */
export const describeLeft = (found: readonly Found[]): string =>
  section(
    'Left, ours',
    found.map(({ kind, id, region, about = '' }) => [`  ${kind}`, shorten(id), region, about]),
  );

const describeData = ({ answers }: Look, ours: readonly Found[]) => {
  const withData = answers.filter(({ kind }) => kind.keepsData).map(({ kind }) => kind.id);
  const rows = ours
    .filter(({ kind }) => withData.includes(kind))
    .map(({ kind, id, about = '' }) => [`  ${kind}`, shorten(id), about]);
  return section('What holds data', rows);
};

const describeFinalSnapshot = (ours: readonly Found[], { databaseOnDelete }: Policy) =>
  databaseOnDelete === 'snapshot' && ours.some(({ kind }) => kind === 'rds-instance')
    ? 'A final snapshot of the database stays and is billed (databaseOnDelete=snapshot); --snapshots deletes it too.'
    : '';

const section = (title: string, rows: readonly (readonly string[])[]) =>
  rows.length === 0 ? '' : `${title}\n${formatTable(rows)}`;
