/**
 * Lets calls for the same key share one run of the work, but only a run that begins after the call: what a caller gets
 * is never older than its question. At any time one run of a key is under way and at most one more waits for its end.
 */
export class Coalescer<T> {
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #waiting = new Map<string, Promise<T>>();

  /** The result of the next run for the key, with the work of the first that asked for it. */
  join(key: string, work: () => Promise<T>): Promise<T> {
    const waiting = this.#waiting.get(key) ?? this.#runNext(key, work);
    this.#waiting.set(key, waiting);
    return waiting;
  }

  async #runNext(key: string, work: () => Promise<T>): Promise<T> {
    await this.#running.get(key);
    await endOfTurn();
    this.#waiting.delete(key);
    const run = work();
    this.#remember(key, run);
    return run;
  }

  #remember(key: string, run: Promise<T>): void {
    const ended = run.then(
      () => this.#running.delete(key),
      () => this.#running.delete(key),
    );
    this.#running.set(key, ended);
  }
}

/** The end of this turn of the event loop: all requests that have arrived by now have been read. */
export const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
