import { existsSync } from 'node:fs';
import path from 'node:path';
import { exitCodes, UserError } from '../io/errors';

/** Each kind of program: the names it goes by, the best one first, and what it is for. */
const needed = {
  database: { names: ['mysqld', 'mariadbd'], reason: 'the database' },
  redis: { names: ['redis-server', 'valkey-server'], reason: 'the cache' },
  nginx: { names: ['nginx'], reason: 'the web server' },
} as const;

export type ProgramKind = keyof typeof needed;
export type Programs = Readonly<Record<ProgramKind, string>>;

/** Servers are often not on the path of ordinary users. */
const moreFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/libexec', '/opt/homebrew/bin'];

const installCommands = [
  [
    'apt-get',
    'sudo apt-get install',
    { database: 'mariadb-server-core', redis: 'redis-server', nginx: 'nginx' },
  ],
  ['dnf', 'sudo dnf install', { database: 'mariadb-server', redis: 'valkey', nginx: 'nginx' }],
  ['pacman', 'sudo pacman -S', { database: 'mariadb', redis: 'valkey', nginx: 'nginx' }],
  ['brew', 'brew install', { database: 'mysql', redis: 'redis', nginx: 'nginx' }],
] as const;

/** Looks a program up by its names. */
export type Find = (...names: readonly string[]) => string | undefined;

export const findIn =
  (folders: readonly string[], exists: (file: string) => boolean = existsSync): Find =>
  (...names) =>
    names
      .flatMap((name) => [...folders, ...moreFolders].map((folder) => path.join(folder, name)))
      .find(exists);

/** The programs that are there, by what they are for. */
export const findPrograms = (find: Find): Partial<Programs> =>
  Object.fromEntries(
    Object.entries(needed)
      .map(([kind, { names }]) => [kind, find(...names)] as const)
      .filter(([, file]) => file !== undefined),
  );

export const missingKinds = (programs: Partial<Programs>) =>
  (Object.keys(needed) as ProgramKind[]).filter((kind) => programs[kind] === undefined);

/** What is missing, what for, and how to get it on this system. */
export function missingPrograms(missing: readonly ProgramKind[], find: Find, docker: string): UserError {
  const lines = missing.map(
    (kind) => `  ${needed[kind].names.join(' or ').padEnd(30)}${needed[kind].reason}`,
  );
  return new UserError(`Not installed:\n${lines.join('\n')}\nDocker Compose in their place: ${docker}.`, {
    code: exitCodes.usage,
    fix: `${installCommand(missing, find)}\nOr start Docker with its Compose plugin. Then run it again.`,
  });
}

function installCommand(missing: readonly ProgramKind[], find: Find): string {
  const known = installCommands.find(([manager]) => find(manager) !== undefined);
  if (known === undefined) return "Install them with this system's package manager.";
  const [, command, packages] = known;
  return `${command} ${missing.map((kind) => packages[kind]).join(' ')}`;
}
