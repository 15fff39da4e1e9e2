import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Agent } from 'node:http';
import { join } from 'node:path';

import type { Environment } from '../../app/config';
import { rawGet } from './raw-get';

const startTimeoutMs = 20_000;

const fromSource = ['--import', 'tsx', join(__dirname, '../../app/server.ts')];

/** `app/server.ts`, or a program that is built of it, as a process of its own. */
export class ServerProcess {
  output = '';
  readonly #child: ChildProcess;
  readonly exitCode: Promise<number | null>;

  /** `inside` is what leads into a namespace, in which it runs then. */
  constructor(
    environment: Environment,
    program: readonly string[] = fromSource,
    inside: readonly string[] = [],
  ) {
    this.#child = spawn('setpriv', ['--pdeathsig', 'KILL', ...inside, process.execPath, ...program], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.exitCode = once(this.#child, 'exit').then(([code]) => code as number | null);
  }

  async untilListening(): Promise<void> {
    const deadlineMs = performance.now() + startTimeoutMs;
    while (!this.output.includes('"listening"')) {
      if (performance.now() > deadlineMs || this.#child.exitCode !== null) {
        throw new Error(`The server does not listen:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Of a server that was told to listen on any free port. */
  get port(): number {
    return Number(/"port":(\d+)/.exec(this.output)?.[1]);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** One GET through a unix socket. */
export const getThroughSocket = (
  socketPath: string,
  path: string,
  { agent, authorization }: { agent?: Agent; authorization?: string } = {},
) =>
  rawGet({
    socketPath,
    path,
    headers: authorization === undefined ? {} : { authorization },
    ...(agent && { agent }),
  });
