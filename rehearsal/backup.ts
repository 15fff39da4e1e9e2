import { instance as layout } from '../contract';
import { UserError } from '../bin/io/errors';
import type { Instance } from './instance';
import type { Database } from './stand-ins/database';

const copy = 'restored_by_the_rehearsal';

/** The newest dump brings back as many users as there were, into a database of its own. @returns what was seen @throws UserError */
export async function checkBackup(instance: Instance, database: Database): Promise<string> {
  const [mode, owner, file = ''] = (await instance.run(['bash', '-c', newestScript])).trim().split(' ');
  if (mode !== '600') throw new UserError(`${file} has mode ${mode} and belongs to ${owner}`);
  const dump = await instance.run(['gzip', '--decompress', '--stdout', file]);
  const [users] = await database.query('SELECT COUNT(*) FROM User');
  const [restored] = await database.query(
    `CREATE DATABASE ${copy}; USE ${copy};\n${dump}\nSELECT COUNT(*) FROM User; DROP DATABASE ${copy};`,
  );
  if (users === restored) return `${restored} users restored from ${file.split('/').at(-1)}`;
  throw new UserError(`${file} restores ${restored} users of ${users}`);
}

/** Nobody but the application's user can look into their folder. */
const newestScript = `
  [ "$(stat --format '%a %U' ${layout.backupsDirectory})" = '700 ${layout.appUser}' ] || exit 1
  file=$(find ${layout.backupsDirectory} -name '*.sql.gz' | sort | tail -n 1)
  stat --format '%a %U %n' "$file"`;
