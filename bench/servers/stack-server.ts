import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { UserError } from '../../bin/io/errors';
import { type StartedProcess, start } from '../../bin/io/run';
import { onServerProcessor } from '../machine/processors';
import { ask, listPath } from '../measure/answers';
import type { Stack, Surroundings } from '../stacks';

export interface StackServerOptions {
  readonly stack: Stack;
  readonly surroundings: Surroundings;
  /** Sockets, log and port of Nginx are below and beside it. */
  readonly sockets: readonly string[];
  readonly port: number;
  readonly logFile: string;
  readonly signal: AbortSignal;
}

const startTimeoutMs = 20_000;
const pauseMs = 4;

/** The processes of one stack. */
export class StackServer {
  #processes: readonly StartedProcess[] = [];

  constructor(private readonly options: StackServerOptions) {}

  get stack(): Stack {
    return this.options.stack;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  get port(): number {
    return this.options.port;
  }

  get pids(): readonly number[] {
    return this.#processes.map(({ pid }) => pid);
  }

  /** Resolves to the milliseconds until the list came through Nginx. @throws UserError */
  async start(): Promise<number> {
    const startMs = performance.now();
    this.#processes = await Promise.all(this.options.sockets.map((socket) => this.#startProcess(socket)));
    await this.#untilListAnswers(startMs + startTimeoutMs);
    const took = performance.now() - startMs;
    await this.#untilSocketsExist(startMs + startTimeoutMs);
    return took;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((started) => started.stop()));
    this.#processes = [];
    this.options.sockets.forEach((socket) => rmSync(socket, { force: true }));
  }

  /** Idle stacks have timers too. */
  suspend(): void {
    for (const pid of this.pids) process.kill(pid, 'SIGSTOP');
  }

  resume(): void {
    for (const pid of this.pids) process.kill(pid, 'SIGCONT');
  }

  #startProcess(socket: string): Promise<StartedProcess> {
    const { stack, surroundings, logFile, signal } = this.options;
    if (stack.command === undefined) throw new Error(`${stack.name} has no process`);
    const { argv, environment } = stack.command(socket, surroundings);
    return start(onServerProcessor(argv), { env: environment, outputFile: logFile, signal });
  }

  async #untilListAnswers(deadlineMs: number): Promise<void> {
    while (performance.now() < deadlineMs) {
      this.options.signal.throwIfAborted();
      const answer = await ask(`${this.origin}${listPath}`).catch(() => undefined);
      if (answer?.status === 200) return;
      await sleep(pauseMs);
    }
    throw new UserError(
      `${this.stack.name} did not answer within ${startTimeoutMs / 1000} s.\n${this.#logTail()}`,
    );
  }

  /** The first of several processes may have answered alone. */
  async #untilSocketsExist(deadlineMs: number): Promise<void> {
    while (!this.options.sockets.every((socket) => existsSync(socket))) {
      if (performance.now() > deadlineMs) throw new UserError(`${this.stack.name}: ${this.#logTail()}`);
      await sleep(pauseMs);
    }
  }

  #logTail(): string {
    const { logFile } = this.options;
    return existsSync(logFile) ? `The end of its log:\n${readFileSync(logFile, 'utf8').slice(-2_000)}` : '';
  }
}
