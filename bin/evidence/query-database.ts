import { UserError } from '../io/errors';
import type { RemoteShell } from '../remote/remote-shell';
import { encoded } from '../remote/shell-word';
import { asApplication, readFromServer } from './on-server';

export type Row = Readonly<Record<string, string>>;

/**
 * Rows of each statement, asked in one session by the client program on the instance as the application's own user, over verified TLS. The
 * password goes through a pipe: it is on no command line and in no file that is not there already.
 * @param statements without a user's own words in them: nothing is escaped
 */
export async function queryDatabase(
  shell: RemoteShell,
  statements: readonly string[],
  signal: AbortSignal,
): Promise<readonly (readonly Row[])[]> {
  const sql = statements.map((statement) => `SELECT '${end}' AS '${end}';\n${statement};\n`).join('');
  return readResults(await readFromServer(shell, asApplication(clientScript(sql)), signal));
}

/** Before each result, as the name of a column and as its value. */
const end = '=== result ===';

export const readResults = (text: string): readonly (readonly Row[])[] =>
  text.split(`${end}\n${end}\n`).slice(1).map(readRows);

const clientScript = (sql: string) => `
set -euo pipefail
client_settings() {
  local password
  password=$(<"$DATABASE_PASSWORD_FILE")
  password=\${password//\\\\/\\\\\\\\}
  printf '[client]\\nhost=%s\\nport=%s\\nuser=%s\\npassword="%s"\\nssl-ca=%s\\nssl-verify-server-cert\\n' \\
    "$DATABASE_HOST" "$DATABASE_PORT" "$DATABASE_USER" "\${password//\\"/\\\\\\"}" "$DATABASE_CA_FILE"
}
base64 -d <<<'${encoded(sql)}' |
  mariadb --defaults-extra-file=<(client_settings) --default-character-set=utf8mb4 --batch "$DATABASE_NAME"
`;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '\0', '\\': '\\' };

/** What `--batch` prints: a line of names, a line a row, tabs between them; NULL as a word. */
export function readRows(text: string): readonly Row[] {
  const [head, ...lines] = text.split('\n').filter((line) => line !== '');
  if (head === undefined) return [];
  const names = head.split('\t');
  return lines.map((line) => {
    const values = line.split('\t');
    if (values.length !== names.length)
      throw new UserError(`a row of ${names.length} columns came with ${values.length}`);
    const unescaped = values.map((value) =>
      value.replace(/\\([nt0\\])/g, (_, letter: string) => escapes[letter] ?? letter),
    );
    return Object.fromEntries(names.map((name, index) => [name, unescaped[index] ?? '']));
  });
}
