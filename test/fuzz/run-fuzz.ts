import type { Exchange, Kind } from './exchange';
import { exchangeOf, shrink } from './exchanges';
import { problemOf } from './judge';
import { judgeMemory, type MemorySample, type MemoryVerdict, minSamples } from './memory-rule';
import { send } from './send';
import type { FuzzSettings } from './settings';
import type { Target } from './target';

export interface FuzzOptions extends FuzzSettings {
  readonly target: Target;
  /** @default 24 */
  readonly concurrency?: number;
  /** How long an answer may take. @default 20,000 */
  readonly answerTimeoutMs?: number;
  /** When the load ends, all sent or not. @default 30 minutes */
  readonly limitMs?: number;
  /** With fewer requests the memory is not judged. @default 40,000 */
  readonly leastForMemory?: number;
  readonly onProgress?: (sent: number) => void;
  readonly signal?: AbortSignal;
}

export interface Finding {
  /** What is wrong. */
  readonly problem: string;
  /** Makes the same request again, with `FUZZ_REQUESTS=1`; undefined where no single request is to blame. */
  readonly seed?: number;
  /** As small as it could be made, and so as it was sent. */
  readonly messages?: readonly string[];
  /** Sent alone it did nothing wrong, so what it met matters too. */
  readonly onlyOnce?: boolean;
}

export interface FuzzReport extends FuzzSettings {
  readonly sent: number;
  readonly seconds: number;
  readonly kinds: Readonly<Record<Kind, number>>;
  /** Of each call, and of what is none, how often each status came; `none` for no answer. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly samples: readonly MemorySample[];
  /** Undefined when there were too few requests to warm it up. */
  readonly memory: { readonly resident: MemoryVerdict; readonly heap: MemoryVerdict } | undefined;
  readonly findings: readonly Finding[];
}

/** Requests between two states of rest. */
const roundLength = 2_500;

/** With fewer requests the memory is that of a process which still warms up. */
export const minRequestsForMemory = 40_000;
const memorySamples = 400;

/** Nobody reads more. */
const maxFindings = 5;

/** Sends so many generated requests, and finds out what they did. */
export const runFuzz = (options: FuzzOptions): Promise<FuzzReport> => new FuzzRun(options).run();

class FuzzRun {
  readonly #kinds: Record<Kind, number> = { valid: 0, 'nearly valid': 0, hostile: 0 };
  readonly #answers: Record<string, Record<string, number>> = {};
  readonly #samples: MemorySample[] = [];
  readonly #failed = new Map<string, Failed>();
  readonly #startMs = performance.now();
  #sent = 0;

  constructor(private readonly options: FuzzOptions) {}

  async run(): Promise<FuzzReport> {
    const { seed, requests, target } = this.options;
    while (this.#sent < requests && !this.#mustStop && target.problems().length === 0) {
      if (this.#sent > 0) await target.rest();
      await this.#round(Math.min(this.#sent + roundLength, requests));
    }
    const seconds = (performance.now() - this.#startMs) / 1_000;
    const memory = this.#judgeMemory();
    const { signal } = this.options;
    signal?.throwIfAborted();
    return {
      ...{ seed, requests, seconds, memory },
      sent: this.#sent,
      kinds: this.#kinds,
      answers: this.#answers,
      samples: this.#samples,
      findings: await this.#findings(memory),
    };
  }

  /** So many clients at once, each with the next request. */
  async #round(end: number): Promise<void> {
    const { concurrency = 24 } = this.options;
    const client = async () => {
      while (this.#sent < end && !this.#mustStop) await this.#sendNext(this.#sent++);
    };
    await Promise.all(Array.from({ length: concurrency }, client));
  }

  get #mustStop(): boolean {
    const { limitMs = 30 * 60_000, signal } = this.options;
    return (
      signal?.aborted === true ||
      this.#failed.size >= maxFindings ||
      performance.now() - this.#startMs > limitMs
    );
  }

  async #sendNext(index: number): Promise<void> {
    const { seed, requests, target, onProgress, leastForMemory = minRequestsForMemory } = this.options;
    const every = Math.max(1, Math.floor(requests / memorySamples));
    if (requests >= leastForMemory && index % every === 0) this.#samples.push(await target.memory());
    const exchange = exchangeOf(seed + index);
    this.#kinds[exchange.kind]++;
    const { problem, messages } = await this.#ask(exchange, true);
    if (problem !== undefined) this.#remember(exchange.about, { seed: seed + index, problem, messages });
    onProgress?.(index + 1);
  }

  /** Of what goes wrong in the same way with the same call, the first will do. */
  #remember(about: string, failed: Failed): void {
    const key = `${about} ${failed.problem.replace(/\d+/g, '0').slice(0, 60)}`;
    if (!this.#failed.has(key)) this.#failed.set(key, failed);
  }

  async #ask(exchange: Exchange, counts: boolean) {
    const { target, answerTimeoutMs = 20_000 } = this.options;
    const messages = exchange.messages.map((message) => target.population.resolve(message));
    const reply = await send(target.socket, messages, exchange.promised, answerTimeoutMs);
    reply.answers.forEach((answer, index) => target.population.learn(messages[index] ?? '', answer));
    if (counts) this.#count(exchange.about, reply.answers);
    return { messages, problem: problemOf(exchange, messages, reply, answerTimeoutMs) };
  }

  #count(about: string, answers: readonly { readonly status: number }[]): void {
    const counts = (this.#answers[about] ??= {});
    for (const status of answers.length === 0 ? ['none'] : answers.map((answer) => answer.status))
      counts[status] = (counts[status] ?? 0) + 1;
  }

  #judgeMemory(): FuzzReport['memory'] {
    if (this.#samples.length < minSamples) return undefined;
    return {
      resident: judgeMemory(this.#samples.map(({ residentMiB }) => residentMiB)),
      heap: judgeMemory(this.#samples.map(({ heapMiB }) => heapMiB)),
    };
  }

  async #findings(memory: FuzzReport['memory']): Promise<readonly Finding[]> {
    const { requests, target } = this.options;
    const missing = this.#sent < requests && this.#failed.size === 0 && target.problems().length === 0;
    const late = missing ? [`Only ${this.#sent} of ${requests} requests could be sent in time.`] : [];
    const growth = Object.entries(memory ?? {}).flatMap(([what, { grows, warmMiB, endMiB }]) =>
      grows
        ? [`Memory (${what}) grows: ${warmMiB.toFixed(1)} MiB once warm, ${endMiB.toFixed(1)} at the end.`]
        : [],
    );
    const ofProcess = [...target.problems(), ...late, ...growth].map((problem) => ({ problem }));
    const found: Finding[] = [];
    for (const failed of this.#failed.values()) found.push(await this.#shrink(failed));
    return [...found, ...ofProcess];
  }

  async #shrink(failed: Failed): Promise<Finding> {
    let smallest: Failed | undefined;
    await shrink(failed.seed, async (exchange) => {
      const { problem, messages } = await this.#ask(exchange, false);
      if (problem !== undefined) smallest = { ...failed, problem, messages };
      return problem !== undefined;
    });
    return smallest ?? { ...failed, onlyOnce: true };
  }
}

interface Failed {
  readonly seed: number;
  readonly problem: string;
  readonly messages: readonly string[];
}
