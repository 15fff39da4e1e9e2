import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { UserError } from '../../bin/io/errors';
import { type StartedProcess, start } from '../../bin/io/run';
import { onServerProcessor } from '../machine/processors';
import type { StackCommand } from '../stacks';

export interface SiteOptions {
  readonly posts: number;
  readonly socket: string;
  readonly command: StackCommand;
  readonly logFile: string;
  readonly token: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

const startTimeoutMs = 30_000;

/** The API with a database of so many posts. */
export class ListSite {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #process: StartedProcess | undefined;

  constructor(private readonly options: SiteOptions) {}

  get posts(): number {
    return this.options.posts;
  }

  /** @throws UserError */
  async start(signal: AbortSignal): Promise<void> {
    const { command, logFile } = this.options;
    const { argv, environment } = command;
    this.#process = await start(onServerProcessor(argv), { env: environment, outputFile: logFile, signal });
    const deadlineMs = performance.now() + startTimeoutMs;
    while (performance.now() < deadlineMs) {
      signal.throwIfAborted();
      const answer = await this.ask('schools/').catch(() => undefined);
      if (answer?.status === 200) return;
      await sleep(50);
    }
    const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-2_000) : '';
    throw new UserError(`The API did not answer within ${startTimeoutMs / 1_000} s.\n${log}`);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.#process?.stop();
  }

  /** One GET below `/api/v1/`, and how long it took until its last byte. */
  ask(path: string): Promise<Answer> {
    const { socket: socketPath, token } = this.options;
    const headers = { Host: '127.0.0.1', Authorization: `Token ${token}` };
    return new Promise((resolve, reject) => {
      const startMs = performance.now();
      request({ socketPath, path: `/api/v1/${path}`, agent: this.#agent, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () => {
          const ms = performance.now() - startMs;
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString(), ms });
        });
      })
        .once('error', reject)
        .end();
    });
  }
}
