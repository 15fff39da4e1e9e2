import { instance as layout } from '../../contract';
import { UserError } from '../io/errors';
import { followJob, startJob } from '../remote/job';
import type { RemoteShell } from '../remote/remote-shell';
import { encoded, shellWords } from '../remote/shell-word';

/** What a script of bash prints, run as root on the instance; of any length. @throws UserError with what it said, where it fails */
export async function readFromServer(
  shell: RemoteShell,
  script: string,
  signal: AbortSignal,
): Promise<string> {
  const texts = { stdout: '', stderr: '' };
  const name = await startJob(shell, { kind: 'results', script }, signal);
  const state = await followJob(shell, name, {
    signal,
    onText: (text, stream) => void (texts[stream] += text),
  });
  if (state === 0) return texts.stdout;
  throw new UserError(`The instance could not say (${state}): ${texts.stderr.trim().slice(-600)}`, {
    fix: 'waffle status shows how the instance is',
  });
}

const unit = 'waffle-results.service';

/** systemd knows the folder only within the unit. */
const settings = 'export DATABASE_PASSWORD_FILE=$CREDENTIALS_DIRECTORY/database-password\n';

/**
 * The same script with the application's user, settings and credentials, as a unit of its own that ends with it: the password stays a file
 * that only this unit can read. The script comes by standard input, so that it is on no command line; what reads that takes it away. There is
 * one such unit: what an earlier one still does, as after Ctrl-C, ends first, so that nothing is made after it was removed.
 */
export const asApplication = (script: string): string => {
  const properties = [
    `User=${layout.appUser}`,
    `Group=${layout.appUser}`,
    `EnvironmentFile=${layout.appEnvironmentFile}`,
    `Environment=DATABASE_CA_FILE=${layout.databaseCaFile}`,
    `LoadCredential=database-password:${layout.credentialsDirectory}/database-password`,
    `Environment=REDIS_URL=unix:${layout.redisSocket}`,
    // A second application beside the one that serves must not take its memory.
    'MemoryMax=250M',
    'RuntimeMaxSec=120',
    `WorkingDirectory=${layout.currentLink}`,
    'RuntimeDirectory=waffle-results',
    `Slice=${layout.slice}`,
  ];
  const argv = [
    'systemd-run',
    `--unit=${unit}`,
    '--quiet',
    '--pipe',
    '--wait',
    '--collect',
    ...properties.map((property) => `--property=${property}`),
    '--',
    'bash',
  ];
  return `systemctl stop ${unit} 2>/dev/null
base64 -d <<<'${encoded(settings + script)}' | ${shellWords(argv)}`;
};
