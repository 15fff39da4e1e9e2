import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { CommandFailed } from './command-failed';
import { childVariables, type Variables } from './environment';

/** How long a process may take to obey SIGTERM before SIGKILL follows. */
export const graceMs = 5_000;
/** How long a background process that inherited the pipes may keep the output of an ended one open. */
const drainMs = 1_000;

export interface ProcessEnd {
  /** Exit code, null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnOptions {
  readonly cwd?: string;
  /** Changes to our own environment; `undefined` takes a variable away. */
  readonly env?: Variables;
}

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => signalGroup(child, 'SIGTERM')));

/**
 * Starts a program that leads a process group of its own: Ctrl-C reaches us alone, who then end what we started in
 * order, and ending a program ends what it started. @throws CommandFailed when it cannot be started
 */
export async function spawnGroup(
  argv: readonly string[],
  options: SpawnOptions,
  stdio: ('pipe' | 'ignore' | number)[],
): Promise<ChildProcess> {
  const [program = '', ...rest] = argv;
  const { cwd } = options;
  const env = childVariables(options.env);
  const child = spawn(program, rest, { ...(cwd !== undefined && { cwd }), env, stdio, detached: true });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new CommandFailed({ argv, cause: error as NodeJS.ErrnoException });
  }
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Resolves when the process has ended and its output is read. */
export async function ended(child: ChildProcess): Promise<ProcessEnd> {
  const closed = once(child, 'close');
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  const giveUp = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, drainMs);
  await closed;
  clearTimeout(giveUp);
  return { code, signal };
}

/** SIGTERM now, SIGKILL after the time. */
export function endGroup(child: ChildProcess, timeoutMs = graceMs): void {
  if (hasEnded(child)) return;
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), timeoutMs);
  child.once('exit', () => {
    clearTimeout(timer);
    signalGroup(child, 'SIGKILL'); // what it left behind
  });
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid as number), signal);
  } catch {
    // Nobody is left in the group.
  }
}
