import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CommandFailed } from './command-failed';
import { childVariables } from './environment';
import { lendTerminal } from './interruption';
import { graceMs, type ProcessEnd, type SpawnOptions } from './process-group';
import { withSecret } from './with-secret';

export interface InteractiveOptions extends SpawnOptions {
  /** Aborting ends the program with SIGTERM, after 5 s with SIGKILL; Ctrl-C aborts nothing meanwhile. */
  readonly signal?: AbortSignal | undefined;
  /** What the program reads at `secretFile`. @default - nothing is handed to it */
  readonly secret?: string;
}

/**
 * Runs a program that has the terminal: our standard input and output are its own, and Ctrl-C reaches it alone. It stays in
 * our process group, because a terminal sends keys to its foreground group only.
 * @throws CommandFailed when it cannot be started
 * @throws the reason of `signal`, once the program has ended
 */
export function runInteractively(
  argv: readonly string[],
  options: InteractiveOptions = {},
): Promise<ProcessEnd> {
  options.signal?.throwIfAborted();
  return lendTerminal(() => endOf(argv, options));
}

async function endOf(
  argv: readonly string[],
  { signal, cwd, env, secret }: InteractiveOptions,
): Promise<ProcessEnd> {
  const [program = '', ...rest] = secret === undefined ? argv : withSecret(argv);
  const child = spawn(program, rest, {
    ...(cwd !== undefined && { cwd }),
    env: childVariables(env),
    stdio: ['inherit', 'inherit', 'inherit', secret === undefined ? 'ignore' : 'pipe'],
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new CommandFailed({ argv, cause: error as NodeJS.ErrnoException });
  }
  (child.stdio[3] as NodeJS.WritableStream | null)?.on('error', () => undefined).end(secret ?? '');
  let kill: NodeJS.Timeout | undefined;
  const onAbort = () => {
    child.kill('SIGTERM');
    kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
  };
  const exited = once(child, 'exit');
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const [code, endedBy] = (await exited) as [number | null, NodeJS.Signals | null];
  clearTimeout(kill);
  signal?.removeEventListener('abort', onAbort);
  signal?.throwIfAborted();
  return { code, signal: endedBy };
}
