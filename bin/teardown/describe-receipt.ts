import { formatSeconds, formatTable } from '../io/format';
import { shorten } from './shorten';
import type { ItemLine, KindLine, Receipt, StackLine } from './receipt';

/** As a person reads it after the command; with whole ids, the first lines of the file. */
export function describeReceipt(receipt: Receipt, showId: (id: string) => string = shorten): string {
  const itemRow = (item: ItemLine) => toRow(item, showId(item.id));
  return [
    headline(receipt),
    section('Deleted', receipt.deleted.map(itemRow)),
    section('Could not be deleted', receipt.failed.map(itemRow)),
    section(
      isInterrupted(receipt) ? 'Ours at the last look' : 'Still there, ours',
      receipt.left.map(itemRow),
    ),
    section('Could not be asked: the proof is incomplete', unaskedRows(receipt.kinds)),
    section('Shared by the projects of the account, untouched', receipt.shared.map(itemRow)),
    describeSum(receipt),
    receipt.next === null ? '' : `→ ${receipt.next}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

const isInterrupted = ({ outcome }: Receipt) => outcome === 'interrupted';

const headlines: Readonly<Record<Receipt['outcome'], string>> = {
  'nothing left': '✔ Nothing of the project is left, and nothing of it is billed.',
  'nothing billed left': '✔ Nothing of the project is billed any more. What is left costs nothing.',
  'something billed is left': '✖ Something of the project is left, and billed.',
  'not everything could be asked': '✖ Not everything could be asked: nobody knows whether something is left.',
  'something could not be deleted': '✖ Something could not be deleted.',
  interrupted: '✖ Interrupted. The same command goes on from here.',
};

function headline({ outcome, stacks, deleted, monthlyUsd, left }: Receipt): string {
  const isNothing = outcome === 'nothing left' && stacks.length + deleted.length + left.length === 0;
  return isNothing && monthlyUsd.before === 0 ? '✔ Nothing deployed, nothing left.' : headlines[outcome];
}

const toRow = ({ kind, region, about = '', monthlyUsd, isBilled, why = '' }: ItemLine, id: string) => [
  `  ${kind}`,
  id,
  region,
  about,
  isBilled ? usd(monthlyUsd) : 'not billed',
  why,
];

const unaskedRows = (kinds: readonly KindLine[]) =>
  kinds.flatMap(({ kind, notAsked }) => notAsked.map(({ region, why }) => [`  ${kind}`, region, why]));

const usd = (amount: number | null) => {
  if (amount === null) return 'price unknown';
  return amount < 0.005 ? 'under 0.01 USD' : `${amount.toFixed(2)} USD`;
};

const section = (title: string, rows: readonly (readonly string[])[]) =>
  rows.length === 0 ? '' : `${title}\n${formatTable(rows)}`;

function describeSum(receipt: Receipt): string {
  const { kinds, regions, monthlyUsd, unpriced, seconds, stacks, deleted } = receipt;
  const others = kinds.reduce((sum, kind) => sum + kind.others, 0);
  const unknown = unpriced.after > 0 ? `, and ${unpriced.after} of unknown price` : '';
  const after = `${monthlyUsd.after.toFixed(2)} USD a month${unknown}`;
  const hasChanged = stacks.length + deleted.length > 0;
  const now = isInterrupted(receipt) ? 'at the last look' : 'now';
  return [
    `Looked for ${kinds.length} kinds in ${placesOf(regions)}; ${others} things of others, untouched.`,
    `List price: ${hasChanged ? `${monthlyUsd.before.toFixed(2)} USD a month before, ${now} ${after}` : after}. ${formatSeconds(seconds)}.`,
  ].join('\n');
}

const placesOf = (regions: readonly string[]) =>
  regions.length > 3 ? `${regions.length} regions` : regions.join(', ');

/** The file: the same with every kind, every stack, and how it was made. */
export function describeProof(receipt: Receipt): string {
  const { project, account, command, version, startedAt, endedAt, exitCode, dump, stacks, kinds } = receipt;
  const made = formatMarkdown(
    ['what', 'value'],
    [
      ['command', `\`${command}\``],
      ['version', version],
      ['account', account],
      ['regions', receipt.regions.join(', ')],
      ['from', startedAt],
      ['to', endedAt],
      ['exit code', String(exitCode)],
      ...(dump === null ? [] : [['dump of the database', dump]]),
    ],
  );
  const looked = formatMarkdown(
    ['kind', 'asked in', 'ours', 'of others', 'shared', 'not asked'],
    kinds.map((kind) => [
      kind.name,
      placesOf(kind.regions),
      String(kind.ours),
      String(kind.others),
      String(kind.shared),
      kind.notAsked.map(({ region, why }) => `${region}: ${why}`).join('; '),
    ]),
  );
  return [
    `# The end of ${project}`,
    '```text\n' + describeReceipt(receipt, (id) => id) + '\n```',
    made,
    ...stacks.map(describeStack),
    `## What was looked for\n\n${looked}`,
    'How to read it: docs/teardown.md.',
  ].join('\n\n');
}

const describeStack = ({ name, region, isGone, reason, resources }: StackLine) =>
  [
    `## The stack ${name} in ${region}: ${isGone ? 'deleted' : `not deleted (${reason})`}`,
    formatMarkdown(
      ['at', 'resource', 'type', 'outcome'],
      resources.map(({ at, id, type, outcome }) => [at, id, type, outcome]),
    ),
  ].join('\n\n');

function formatMarkdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  return [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
