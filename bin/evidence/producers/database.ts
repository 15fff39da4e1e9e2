import { instance, releaseFiles } from '../../../contract';
import type { Check, Part } from '../evidence';
import { hidden } from '../masker';
import { readFromServer } from '../on-server';
import { check, type Producer } from '../producer';
import { queryDatabase, type Row } from '../query-database';

const shownRows = 3;
/** Whatever such a column holds is nobody's business. */
const secretColumn = /password|token|secret|hash|email|^key$/i;

export const database: Producer = {
  name: 'database',
  title: 'Tables and rows in the database',
  claim: 'RDS holds the tables of the migrations, and what came in over the API.',
  commands: ['waffle db', 'SHOW TABLES; SELECT * FROM Seminar LIMIT 3;'],
  deterministic: true,
  needs: 'server',
  async produce(scene) {
    const { seminarId } = await scene.visit();
    const { shell } = await scene.remote();
    const ask = (statements: readonly string[]) => queryDatabase(shell, statements, scene.signal);
    const brought = (await readFromServer(shell, listMigrations, scene.signal)).split('\n').filter(Boolean);
    const [columns = []] = await ask([columnsStatement]);
    const tables = tablesOf(columns);
    const [versions, ciphers = [], migrations = [], seminar = [], ...answers] = await ask([
      'SELECT VERSION() AS version',
      "SHOW SESSION STATUS LIKE 'Ssl_cipher'",
      'SELECT migration_name AS name, finished_at IS NULL AS unfinished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
      `SELECT name FROM Seminar WHERE id = ${seminarId}`,
      ...tables.flatMap(statementsOf),
    ]);
    const counts = tables.map((table, index) => [table.name, answers[2 * index]?.[0]?.['n'] ?? '']);
    return {
      checks: judgeDatabase({ brought, migrations, seminar, ciphers }),
      parts: [
        {
          kind: 'table',
          title: `Tables on MySQL ${versions?.[0]?.['version'] ?? ''}`,
          head: ['table', 'rows'],
          rows: counts,
          numbers: [1],
        },
        ...tables.flatMap((table, index) => rowsTable(table, answers[2 * index + 1])),
        {
          kind: 'note',
          text: `The newest ${shownRows} rows of each table; passwords, tokens and e-mail addresses are ${hidden}.`,
        },
      ],
    };
  },
};

/** Names of those that the release brings. */
const listMigrations = `cd ${instance.currentLink}/${releaseFiles.migrationsDirectory} && ls -d */ | tr -d /`;

interface Facts {
  readonly brought: readonly string[];
  readonly migrations: readonly Row[];
  readonly seminar: readonly Row[];
  readonly ciphers: readonly Row[];
}

export function judgeDatabase({ brought, migrations, seminar, ciphers }: Facts): readonly Check[] {
  const [name, cipher = ''] = [seminar[0]?.['name'], ciphers[0]?.['Value']];
  return [
    judgeMigrations(brought, migrations),
    check('the seminar of the API is a row', name !== undefined, name ?? 'no row'),
    check('the connection is encrypted', cipher !== '', cipher || 'no cipher'),
  ];
}

function judgeMigrations(brought: readonly string[], rows: readonly Row[]): Check {
  const applied = rows.filter(({ unfinished }) => unfinished === '0').map(({ name = '' }) => name);
  const missing = brought.filter((name) => !applied.includes(name));
  const counts = `${applied.length} applied, ${rows.length - applied.length} unfinished`;
  const isRight = brought.length > 0 && missing.length === 0 && applied.length === rows.length;
  const seen = missing.length === 0 ? counts : `${counts}; not applied: ${missing.join(', ')}`;
  return check('each migration is applied', isRight, seen);
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

const columnsStatement =
  "SELECT c.table_name AS name, c.column_name AS col FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND t.table_type = 'BASE TABLE' ORDER BY 1, c.ordinal_position";

/** Those whose names need no escaping. */
function tablesOf(rows: readonly Row[]): readonly Table[] {
  const plain = rows.filter(({ name = '', col = '' }) => /^\w+$/.test(name) && /^\w+$/.test(col));
  const names = [...new Set(plain.map(({ name = '' }) => name))];
  return names.map((name) => ({
    name,
    columns: plain.filter((row) => row['name'] === name).map(({ col = '' }) => col),
  }));
}

/** How many rows, and the newest: by the first column that says nothing secret, which is the id. */
function statementsOf({ name, columns }: Table): readonly string[] {
  const newest = columns.find((column) => !secretColumn.test(column)) ?? columns[0];
  return [
    `SELECT COUNT(*) AS n FROM \`${name}\``,
    `SELECT * FROM \`${name}\` ORDER BY \`${newest}\` DESC LIMIT ${shownRows}`,
  ];
}

/** Prisma's own table is counted only. */
function rowsTable({ name }: Table, rows: readonly Row[] = []): readonly Part[] {
  const [first] = rows;
  if (first === undefined || name.startsWith('_')) return [];
  const head = Object.keys(first);
  const shown = rows.map((row) =>
    head.map((column) => (secretColumn.test(column) ? hidden : (row[column] ?? ''))),
  );
  return [{ kind: 'table', title: name, head, rows: shown }];
}
