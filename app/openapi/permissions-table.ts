import { type Call, type Kind, kindMeanings, kinds, permissions } from '../permissions';
import { publicOperations } from './api';

/** Who may make which call, as a table in Markdown. */
export const permissionsTable = (): string =>
  table(
    ['call', '', ...kinds],
    publicOperations.map(({ id, method, path, summary }) => [
      `\`${method.toUpperCase()} ${path}\``,
      summary,
      ...kinds.map((kind) => (mayBe(id as Call, kind) ? '✓' : '')),
    ]),
  );

/** What each kind of user is. */
export const kindsTable = (): string =>
  table(
    ['kind', 'who'],
    kinds.map((kind) => [`\`${kind}\``, kindMeanings[kind]]),
  );

const mayBe = (call: Call, kind: Kind) => (permissions[call] as readonly Kind[]).includes(kind);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
