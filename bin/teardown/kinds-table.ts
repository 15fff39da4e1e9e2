import { kinds } from './kinds';

const cells = (row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** What is looked for, as docs/teardown.md shows it. */
export const kindsTable = (): string =>
  [
    ['kind', 'billed', 'found by', 'known to be ours by', 'deleted by'],
    ['---', '---', '---', '---', '---'],
    ...kinds.map(({ id, name, scope, bills, foundBy, knownBy, deletedBy }) => [
      `\`${id}\`: ${name}${scope === 'account' ? ' (of the account)' : ''}`,
      bills,
      foundBy,
      knownBy,
      deletedBy,
    ]),
  ]
    .map(cells)
    .join('\n');
