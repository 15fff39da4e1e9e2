import type { Part } from '../evidence';
import { hidden } from '../masker';
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
    const ask = (sql: string) => queryDatabase(shell, sql, scene.signal);
    const tables = await tableNames(ask);
    const counts = await ask(
      tables.map((table) => `SELECT '${table}' AS name, COUNT(*) AS n FROM \`${table}\``).join(' UNION ALL '),
    );
    const migrations = await ask(
      'SELECT COUNT(*) AS n, SUM(finished_at IS NULL) AS unfinished FROM _prisma_migrations',
    );
    const seminar = await ask(`SELECT name FROM Seminar WHERE id = ${seminarId}`);
    const [{ n = '0', unfinished = '' } = {}] = migrations;
    const { version, cipher } = await serverFacts(ask);
    return {
      checks: [
        check(
          'each migration is applied',
          Number(n) > 0 && unfinished === '0',
          `${n} applied, ${unfinished} unfinished`,
        ),
        check('the seminar of the API is a row', seminar.length === 1, seminar[0]?.['name'] ?? 'no row'),
        check('the connection is encrypted', cipher !== '', cipher || 'no cipher'),
      ],
      parts: [
        {
          kind: 'table',
          title: `Tables on MySQL ${version}`,
          head: ['table', 'rows'],
          rows: counts.map(({ name = '', n: rows = '' }) => [name, rows]),
          numbers: [1],
        },
        ...(await rowsOf(tables, ask)),
        {
          kind: 'note',
          text: `The newest ${shownRows} rows of each table; passwords, tokens and e-mail addresses are ${hidden}.`,
        },
      ],
    };
  },
};

type Ask = (sql: string) => Promise<readonly Row[]>;

async function tableNames(ask: Ask): Promise<readonly string[]> {
  const rows = await ask(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name",
  );
  return rows.map(({ name = '' }) => name).filter((name) => /^\w+$/.test(name));
}

async function columnsOf(table: string, ask: Ask): Promise<readonly string[]> {
  const rows = await ask(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '${table}' ORDER BY ordinal_position`,
  );
  return rows.map(({ name = '' }) => name);
}

async function serverFacts(ask: Ask) {
  const [{ version = '' } = {}] = await ask('SELECT VERSION() AS version');
  const [{ Value: cipher = '' } = {}] = await ask("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
  return { version, cipher };
}

async function rowsOf(tables: readonly string[], ask: Ask): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const table of tables.filter((name) => !name.startsWith('_'))) {
    const columns = await columnsOf(table, ask);
    const newest = columns.find((column) => !secretColumn.test(column)) ?? '1';
    const rows = await ask(`SELECT * FROM \`${table}\` ORDER BY \`${newest}\` DESC LIMIT ${shownRows}`);
    const [first] = rows;
    if (first === undefined) continue;
    const head = Object.keys(first);
    const shown = rows.map((row) =>
      head.map((column) => (secretColumn.test(column) ? hidden : (row[column] ?? ''))),
    );
    parts.push({ kind: 'table', title: table, head, rows: shown });
  }
  return parts;
}
