import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DaemonOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Gets stdout and stderr; its tail explains a failed start. */
  readonly logFile: string;
  /** Resolves once the daemon answers; a rejection means not yet. */
  readonly probe: () => Promise<void>;
  readonly timeoutMs: number;
}

const probePauseMs = 25;

/** A server process that ends with the process that started it, however that one ends. */
export class Daemon {
  private constructor(
    private readonly child: ChildProcess,
    private readonly options: DaemonOptions,
  ) {}

  /** Resolves when the daemon answers. Throws with the tail of its log when it does not. */
  static async start(options: DaemonOptions): Promise<Daemon> {
    const log = openSync(options.logFile, 'a');
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', options.command, ...options.args], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
    const daemon = new Daemon(child, options);
    await Promise.race([daemon.#waitUntilReady(), failed]);
    return daemon;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async kill(): Promise<void> {
    if (this.#ended) return;
    const exit = once(this.child, 'exit');
    // Nginx's workers would live on.
    const started = startedBy(this.pid);
    this.child.kill('SIGKILL');
    for (const pid of started) endIfThere(pid);
    await exit;
  }

  get #ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async #waitUntilReady(): Promise<void> {
    const { probe, timeoutMs, command, logFile } = this.options;
    const deadlineMs = performance.now() + timeoutMs;
    while (!this.#ended && performance.now() < deadlineMs) {
      const ready = await probe().then(
        () => true,
        () => false,
      );
      if (ready) return;
      await sleep(probePauseMs);
    }
    const what = this.#ended ? 'ended at once' : `did not answer within ${timeoutMs} ms`;
    await this.kill();
    throw new Error(
      `${command} ${what}; the end of its log:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`,
    );
  }
}

function startedBy(pid: number): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  const children = existsSync(file) ? readFileSync(file, 'utf8').split(' ').map(Number).filter(Boolean) : [];
  return [...children, ...children.flatMap(startedBy)];
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
