import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';
import type { Receipt } from '../../bin/teardown/receipt';
import { makeTemporaryDirectory } from './temporary-directory';
import { runWaffle, type WaffleOptions, type WaffleResult } from './waffle-process';

type Options = Omit<WaffleOptions, 'home'>;

/** `waffle down` with a home and a folder of receipts of its own. */
export class TeardownScene {
  readonly home = makeTemporaryDirectory(tmpdir());
  readonly #receipts = path.join(this.home, 'receipts');

  /** For the suite that makes it. */
  static create(): TeardownScene {
    const scene = new TeardownScene();
    afterAll(() => rmSync(scene.home, { recursive: true, force: true }));
    return scene;
  }

  /** What is typed, with where the receipt goes. */
  words(...words: readonly string[]): readonly string[] {
    return ['down', '--receipts', this.#receipts, ...words];
  }

  down(words: readonly string[], options: Options): Promise<WaffleResult> {
    return runWaffle(this.words(...words), { home: this.home, ...options });
  }

  async downWithJson(
    words: readonly string[],
    options: Options,
  ): Promise<{ code: number | null; receipt: Receipt }> {
    const { code, stdout, stderr } = await this.down(['--json', ...words], options);
    if (stdout === '') throw new Error(`${code}: ${stderr}`);
    return { code, receipt: JSON.parse(stdout) as Receipt };
  }

  /** Of all runs, oldest first: of each the `.json` and the `.md`. */
  get receiptTexts(): readonly string[] {
    const files = readdirSync(this.#receipts).sort();
    return files.map((name) => readFileSync(path.join(this.#receipts, name), 'utf8'));
  }

  get lastReceipt(): Receipt {
    return JSON.parse(this.receiptTexts.at(-2) ?? '') as Receipt;
  }

  forgetReceipts(): void {
    rmSync(this.#receipts, { recursive: true, force: true });
  }
}
