import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer, Client } from '../helpers/many/client';

export const clients = 6;
/** Between two requests of a client. */
const pauseMs = 40;

export interface Sample {
  readonly method: string;
  readonly status: number;
  readonly ms: number;
  readonly what: string;
}

/** Clients who read the list, change a seminar and plan todos, all the time. */
export class Load {
  readonly samples: Sample[] = [];
  /** Todos that were answered as made, and those that got another answer. */
  readonly acknowledged: string[] = [];
  readonly unanswered: string[] = [];
  #stopped = false;
  #loops: readonly Promise<void>[] = [];
  #number = 0;

  constructor(
    private readonly client: Client,
    private readonly token: string,
    private readonly seminar: number,
  ) {}

  start(): void {
    this.#loops = Array.from({ length: clients }, () => this.#goOn());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }

  /** Of these methods, what was not answered as it should. */
  failed(...methods: readonly string[]): readonly Sample[] {
    return this.samples.filter(
      ({ method, status }) => methods.includes(method) && ![200, 201].includes(status),
    );
  }

  /** Runs the work under this load, from a moment before to a moment after. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.start();
    try {
      await sleep(200);
      const result = await work();
      await sleep(200);
      return result;
    } finally {
      await this.stop();
    }
  }

  async #goOn(): Promise<void> {
    while (!this.#stopped) {
      await this.#ask(this.#number++);
      await sleep(pauseMs);
    }
  }

  async #ask(number: number): Promise<void> {
    if (number % 4 === 3) return this.#plan(`todo ${process.hrtime.bigint()}`);
    if (number % 8 === 1) {
      const json = { capacity: 1 + (number % 50) };
      await this.#note('PUT', () =>
        this.client.send('PUT', `seminar/${this.seminar}/`, { token: this.token, json }),
      );
      return;
    }
    await this.#note('GET', () => this.client.send('GET', 'seminar/', { token: this.token }));
  }

  async #plan(contents: string): Promise<void> {
    const json = { contents, date: '2026-11-22' };
    const answer = await this.#note('POST', () =>
      this.client.send('POST', 'todos/', { token: this.token, json }),
    );
    (answer.status < 300 && answer.status > 0 ? this.acknowledged : this.unanswered).push(contents);
  }

  async #note(method: string, ask: () => Promise<Answer>): Promise<Answer> {
    const startMs = performance.now();
    const answer = await ask();
    const { status, body } = answer;
    const what = status < 300 ? '' : JSON.stringify(body).slice(0, 200);
    this.samples.push({ method, status, ms: Math.round(performance.now() - startMs), what });
    return answer;
  }
}
