import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../io/errors';
import { writeAtomically } from '../release/write-atomically';
import { type Evidence, type EvidenceName, evidenceNames, fileStem } from './evidence';
import { renderHtml } from './page/render-html';
import { renderMarkdown } from './page/render-markdown';
import type { Taken } from './take-evidence';

/** Below the folder of the results. */
const folder = 'evidence';

/** What there is, and what each file has to be. */
export interface Manifest {
  readonly project: string;
  /** Version of the command line. */
  readonly version: string;
  readonly evidence: readonly (Pick<
    Evidence,
    'name' | 'claim' | 'commands' | 'deterministic' | 'takenAt' | 'seconds' | 'target' | 'outcome'
  > & { readonly files: readonly string[] })[];
  /** SHA-256 by path, seen from the folder of the results; of this file itself there is none. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** The folder with all evidence in it. One that is made again takes the place of what was there; the others stay. */
export class Results {
  constructor(private readonly directory: string) {}

  /** @throws UserError for a file that this program has not written so */
  async read(): Promise<ReadonlyMap<EvidenceName, Evidence>> {
    const found = new Map<EvidenceName, Evidence>();
    for (const name of evidenceNames) {
      const text = await readFile(this.#path(`${fileStem(name)}.json`), 'utf8').catch(() => undefined);
      if (text !== undefined) found.set(name, this.#parse(name, text));
    }
    return found;
  }

  /** Killed at any point, each file is whole, and the next run writes the rest. */
  async write({ evidence, pictures }: Taken): Promise<void> {
    const stem = fileStem(evidence.name);
    for (const [file, png] of pictures) await writeAtomically(this.#path(file), png);
    await writeAtomically(this.#path(`${stem}.json`), Buffer.from(`${JSON.stringify(evidence, null, 2)}\n`));
    const isOld = (file: string) =>
      file.startsWith(`${stem}.`) && file.endsWith('.png') && !pictures.has(file);
    for (const file of (await this.#files()).filter(isOld)) await rm(this.#path(file));
  }

  /** The pages and the manifest, of all that is there. */
  async finish({ project, version }: Pick<Manifest, 'project' | 'version'>): Promise<Manifest> {
    const all = [...(await this.read()).values()];
    const pages = { 'index.html': renderHtml(project, all), 'README.md': renderMarkdown(project, all) };
    for (const [file, text] of Object.entries(pages))
      await writeAtomically(path.join(this.directory, file), Buffer.from(text));
    const files = (await this.#files()).map((file) => `${folder}/${file}`);
    const sha256 = await Promise.all([...Object.keys(pages), ...files].map((file) => this.#hash(file)));
    const evidence = all.map(
      ({ name, claim, commands, deterministic, takenAt, seconds, target, outcome }) => ({
        ...{ name, claim, commands, deterministic, takenAt, seconds, target, outcome },
        files: files.filter((file) => file.startsWith(`${folder}/${fileStem(name)}.`)),
      }),
    );
    const manifest = { project, version, evidence, sha256: Object.fromEntries(sha256) };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeAtomically(path.join(this.directory, 'manifest.json'), Buffer.from(text));
    return manifest;
  }

  /** As it was finished last. */
  async readManifest(): Promise<Manifest> {
    return JSON.parse(await readFile(path.join(this.directory, 'manifest.json'), 'utf8')) as Manifest;
  }

  #parse(name: EvidenceName, text: string): Evidence {
    try {
      return JSON.parse(text) as Evidence;
    } catch (error) {
      throw new UserError(`${this.#path(`${fileStem(name)}.json`)} is no JSON.`, {
        fix: `remove it, then: waffle results --only ${name}`,
        cause: error,
      });
    }
  }

  async #hash(file: string): Promise<readonly [file: string, sha256: string]> {
    const content = await readFile(path.join(this.directory, file));
    return [file, createHash('sha256').update(content).digest('hex')];
  }

  async #files(): Promise<readonly string[]> {
    const names = await readdir(path.join(this.directory, folder)).catch(() => []);
    return names.filter((name) => !name.startsWith('.')).sort();
  }

  #path(file: string): string {
    return path.join(this.directory, folder, file);
  }
}
