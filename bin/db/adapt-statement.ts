/** What the deployed database would refuse, or take for another one, by the word that counts it. */
export const adaptations = {
  definer: 'DEFINER clauses taken out: RDS has no such users, and its own becomes the definer',
  gtid: 'SET GTID_PURGED left out: RDS refuses it',
  binaryLog: 'SET SQL_LOG_BIN left out: RDS refuses it',
  database: 'CREATE, DROP, ALTER DATABASE and USE left out: all goes into the deployed database',
  sandbox: 'sandbox line of MariaDB left out: MySQL does not know it',
} as const;

export type Adaptation = keyof typeof adaptations;

export interface Adapted {
  readonly text: string;
  readonly adaptation?: Adaptation;
}

const executed = String.raw`\s*(?:/\*!\d*\s*)?`;
/** Statements that are left out, by their first words. */
const leftOut: readonly (readonly [Adaptation, RegExp])[] = [
  ['gtid', new RegExp(`^${executed}SET\\s+@@GLOBAL\\.GTID_PURGED\\b`, 'i')],
  [
    'binaryLog',
    new RegExp(
      `^${executed}SET\\s+(?:@MYSQLDUMP_TEMP_LOG_BIN\\b|(?:@@)?(?:SESSION[.\\s]\\s*)?SQL_LOG_BIN\\b)`,
      'i',
    ),
  ],
  ['database', new RegExp(`^${executed}(?:(?:CREATE|DROP|ALTER)\\s+(?:DATABASE|SCHEMA)|USE)\\b`, 'i')],
  ['sandbox', /^\/\*M!999999\\-/],
];

const quoted = '`[^`]*`|\'[^\']*\'|"[^"]*"';
const account = `(?:${quoted}|CURRENT_USER(?:\\(\\))?|[\\w$]+)(?:\\s*@\\s*(?:${quoted}|[\\w.%-]+))?`;
/** The definer of a view, trigger, procedure, function or event: before its kind and its name, never within its body. */
const definer = new RegExp(
  `^((?:\\s|/\\*!\\d*|\\*/|\\bCREATE\\b|\\bALTER\\b|\\bOR\\s+REPLACE\\b|\\bALGORITHM\\s*=\\s*\\w+)*)\\bDEFINER\\s*=\\s*${account}`,
  'i',
);

/** Beyond it is no head of a statement any more. */
const headLength = 1_000;

/** A part of a dump as the deployed database takes it. It keeps its line breaks, so that lines keep their numbers. */
export function adaptStatement(text: string): Adapted {
  const head = text.slice(0, headLength);
  const [adaptation] = leftOut.find(([, pattern]) => pattern.test(head)) ?? [];
  if (adaptation !== undefined) return { text: text.replace(/[^\n]/g, ''), adaptation };
  const found = definer.exec(head);
  if (found === null) return { text };
  return { text: `${found[1] ?? ''}${text.slice(found[0].length)}`, adaptation: 'definer' };
}
