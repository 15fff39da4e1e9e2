import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { Receipt } from '../../bin/teardown/receipt';
import { copyProject } from './project-copy';
import { makeTemporaryDirectory } from './temporary-directory';
import { runWaffle, type WaffleOptions, type WaffleResult } from './waffle-process';

type Options = Partial<WaffleOptions> & Pick<WaffleOptions, 'variables'>;

/** A checkout of the project, into which `waffle down` writes its receipts. */
export class TeardownProject {
  readonly home = makeTemporaryDirectory(tmpdir());
  directory = '';

  /** For the suite that makes it. */
  static create(): TeardownProject {
    const project = new TeardownProject();
    let copy: Awaited<ReturnType<typeof copyProject>> | undefined;
    beforeAll(async () => {
      copy = await copyProject();
      project.directory = copy.directory;
    }, 60_000);
    afterAll(async () => {
      await copy?.remove();
      rmSync(project.home, { recursive: true, force: true });
    });
    return project;
  }

  waffle(words: readonly string[], options: Options): Promise<WaffleResult> {
    return runWaffle(words, { home: this.home, cwd: this.directory, ...options });
  }

  down(words: readonly string[], options: Options): Promise<WaffleResult> {
    return this.waffle(['down', ...words], options);
  }

  async downWithJson(
    words: readonly string[],
    options: Options,
  ): Promise<{ code: number | null; receipt: Receipt }> {
    const { code, stdout, stderr } = await this.down(['--json', ...words], options);
    if (stdout === '') throw new Error(`${code}: ${stderr}`);
    return { code, receipt: JSON.parse(stdout) as Receipt };
  }

  /** Their names, oldest first: of each run a `.json` and a `.md`. */
  get receiptFiles(): readonly string[] {
    return readdirSync(this.#receipts).sort();
  }

  /** Of all runs, as text. */
  get receiptTexts(): readonly string[] {
    return this.receiptFiles.map((name) => readFileSync(path.join(this.#receipts, name), 'utf8'));
  }

  get lastReceipt(): Receipt {
    return JSON.parse(this.receiptTexts.at(-2) ?? '') as Receipt;
  }

  forgetReceipts(): void {
    rmSync(this.#receipts, { recursive: true, force: true });
  }

  get #receipts(): string {
    return path.join(this.directory, 'results/teardown');
  }
}
