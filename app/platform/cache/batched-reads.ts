import { endOfTurn } from './coalescer';

/**
 * Reads of the same kind: what is asked for while a read is under way goes into the next one, each key once. A read begins
 * after the calls that it answers, so they see every write that had been answered before.
 */
export class BatchedReads<T> {
  #keys: string[] = [];
  #values: Promise<readonly T[]> | undefined;
  /** The read under way; never rejects. */
  #running: Promise<unknown> | undefined;

  /** `read` returns a value for each key, in their order. */
  constructor(private readonly read: (keys: readonly string[]) => Promise<readonly T[]>) {}

  async get(key: string): Promise<T | undefined> {
    const place = this.#place(key);
    const values = await (this.#values ??= this.#readNext());
    return values[place];
  }

  #place(key: string): number {
    const place = this.#keys.indexOf(key);
    return place === -1 ? this.#keys.push(key) - 1 : place;
  }

  async #readNext(): Promise<readonly T[]> {
    await this.#running;
    await endOfTurn();
    const keys = this.#keys;
    this.#keys = [];
    this.#values = undefined;
    const reading = this.read(keys);
    this.#running = reading.catch(() => undefined);
    return reading;
  }
}
