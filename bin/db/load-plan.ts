import { adaptations, type Adaptation } from './adapt-statement';
import { exitCodes, UserError } from '../io/errors';
import { formatTable } from '../io/format';
import type { TableRows } from './open-database';
import type { DumpFacts } from './scan-dump';

/** What of the server decides whether a dump can be loaded. */
export interface ServerFacts {
  readonly database: string;
  readonly rows: TableRows;
  /** Whether it lets this user make triggers and functions. */
  readonly allowsTriggers: boolean;
}

export interface LoadPlan {
  /** Tables with rows that are gone afterwards. */
  readonly lost: readonly { readonly name: string; readonly rows: number }[];
  /** What is done otherwise than the file says. */
  readonly notes: readonly string[];
}

/** @throws UserError with everything for which the file alone is no use */
export function refuseUnusable(file: string, facts: DumpFacts, despiteIncomplete: boolean): void {
  const { complete, databases, foreignCollations } = facts;
  const problems = [
    ...(complete || despiteIncomplete
      ? []
      : [`${file} is no whole dump: its last line is not “-- Dump completed”.`]),
    ...(databases.length > 1 ? [`It holds ${databases.length} databases: ${databases.join(', ')}.`] : []),
    ...(foreignCollations.length > 0
      ? [`MySQL does not know these collations of MariaDB’s: ${foreignCollations.join(', ')}.`]
      : []),
  ];
  if (problems.length === 0) return;
  const fixes = [
    ...(complete || despiteIncomplete
      ? []
      : ['make it anew, without --skip-comments; or --despite-incomplete loads what there is']),
    ...(databases.length > 1 ? ['name one: mysqldump … DATABASE'] : []),
    ...(foreignCollations.length > 0 ? ['replace them in the file by utf8mb4_0900_ai_ci'] : []),
  ];
  throw new UserError(problems.join('\n'), { code: exitCodes.usage, fix: fixes.join('\n') });
}

/** @throws UserError with everything that would break it off in the middle */
export function planLoad(facts: DumpFacts, server: ServerFacts): LoadPlan {
  const inTheWay = facts.tables.filter(
    ({ name, creates, drops }) => creates && !drops && server.rows.has(name),
  );
  const untrusted = facts.storedPrograms > 0 && !server.allowsTriggers;
  const problems = [
    ...(inTheWay.length > 0
      ? [
          `The file makes tables that are there, without dropping them first: ${inTheWay.map(({ name }) => name).join(', ')}.`,
        ]
      : []),
    ...(untrusted
      ? [
          `It holds ${facts.storedPrograms} triggers or functions, which this database lets nobody make: its parameter log_bin_trust_function_creators is 0.`,
        ]
      : []),
  ];
  if (problems.length > 0) {
    throw new UserError(`${problems.join('\n')}\nNothing was changed.`, {
      fix: [
        ...(inTheWay.length > 0 ? ['dump with --add-drop-table, which is mysqldump’s default'] : []),
        ...(untrusted ? ['waffle up sets it to 1, without a restart; then load it again'] : []),
      ].join('\n'),
    });
  }
  const lost = facts.tables.flatMap(({ name, drops }) => {
    const rows = server.rows.get(name) ?? 0;
    return drops && rows > 0 ? [{ name, rows }] : [];
  });
  return { lost, notes: notesOf(facts, server) };
}

function notesOf({ adaptations: counts, databases, complete, tables }: DumpFacts, server: ServerFacts) {
  const [other] = databases.filter((name) => name !== server.database);
  const added = tables.filter(
    ({ name, drops, inserts }) => inserts && !drops && (server.rows.get(name) ?? 0) > 0,
  );
  return [
    ...Object.entries(counts).map(([kind, count]) => `${count} × ${adaptations[kind as Adaptation]}.`),
    ...(other === undefined
      ? []
      : [`It was made of the database ${other}; all goes into ${server.database}.`]),
    ...(added.length === 0
      ? []
      : [`It adds to rows that are there: ${added.map(({ name }) => name).join(', ')}.`]),
    ...(complete ? [] : ['It is incomplete; what is missing stays missing.']),
  ];
}

/** Rows of each table, before and after. */
export function showRows(before: TableRows, after: TableRows): string {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const count = (rows: TableRows, name: string) => (rows.has(name) ? String(rows.get(name)) : '–');
  return formatTable(
    [
      ['table', 'rows before', 'rows after'],
      ...names.map((name) => [name, count(before, name), count(after, name)]),
    ],
    [1, 2],
  );
}
