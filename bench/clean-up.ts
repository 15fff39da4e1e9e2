/** What has to be undone, the last one first, also after a failure and whatever else fails. */
export class CleanUp {
  readonly #works: (() => Promise<unknown> | undefined)[] = [];

  add(work: () => Promise<unknown> | undefined): void {
    this.#works.push(work);
  }

  async run(): Promise<void> {
    for (const work of this.#works.reverse()) await Promise.resolve(work()).catch(() => undefined);
    this.#works.length = 0;
  }
}
