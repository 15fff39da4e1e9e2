import { findIn } from '../local/programs';
import { exitCodes, UserError } from '../io/errors';
import { run } from '../io/run';

/** MySQL's own programs and MariaDB's take other options for the same things. */
export type Flavor = 'mysql' | 'mariadb';

export interface ClientProgram {
  readonly file: string;
  readonly flavor: Flavor;
}

const names = { client: ['mysql', 'mariadb'], dump: ['mysqldump', 'mariadb-dump'] } as const;

const installCommands = [
  ['apt-get', 'sudo apt-get install mariadb-client'],
  ['dnf', 'sudo dnf install mariadb105 || sudo dnf install mysql'],
  ['pacman', 'sudo pacman -S mariadb-clients'],
  ['brew', 'brew install mysql-client && brew link --force mysql-client'],
] as const;

/** The client or the dump program of MySQL or MariaDB. @throws UserError with how to install one */
export async function findClientProgram(
  kind: keyof typeof names,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<ClientProgram> {
  const find = findIn(folders);
  const file = find(...names[kind]);
  if (file === undefined) throw notInstalled(kind, find);
  const { stdout } = await run([file, '--version'], { signal, timeoutMs: 10_000 });
  return { file, flavor: /mariadb/i.test(stdout) ? 'mariadb' : 'mysql' };
}

const notInstalled = (kind: keyof typeof names, find: ReturnType<typeof findIn>) => {
  const [, command] = installCommands.find(([manager]) => find(manager) !== undefined) ?? [];
  return new UserError(`Neither ${names[kind].join(' nor ')} is installed here.`, {
    code: exitCodes.usage,
    fix: `${command ?? 'install the clients of MySQL 8.4 or MariaDB'}\nThen run it again; or open your own client through waffle db tunnel.`,
  });
};
