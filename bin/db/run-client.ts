import type { Target } from '../aws/target';
import { runInteractively } from '../io/run-interactively';
import { secretFile } from '../io/with-secret';
import { clientOptions } from './client-options';
import { findClientProgram } from './client-program';
import { type SessionOptions, withDatabase } from './database-session';

export interface ClientRunOptions extends SessionOptions {
  /** Handed on to the client. */
  readonly words: readonly string[];
}

/** A MySQL client with the terminal, or whatever standard input is. Resolves to its exit code, null after a signal. */
export async function runClient(target: Target, options: ClientRunOptions): Promise<number | null> {
  const { environment, signal, words } = options;
  const { file, flavor } = await findClientProgram('client', environment.programFolders, signal);
  return withDatabase(target, options, async ({ login }) => {
    const { code } = await runInteractively([file, `--defaults-file=${secretFile}`, ...words], {
      secret: clientOptions(flavor, login),
      env: { MYSQL_TEST_LOGIN_FILE: '/dev/null', MYSQL_PWD: undefined },
      signal,
    });
    return code;
  });
}
