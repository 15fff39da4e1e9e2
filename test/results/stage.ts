import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Stack } from '@aws-sdk/client-cloudformation';
import { type EvidenceName, fileStem, type Evidence } from '../../bin/evidence/evidence';
import type { Manifest } from '../../bin/evidence/write-results';
import { AwsStandIn } from '../../rehearsal/account/aws-stand-in';
import { MotoServer } from '../../rehearsal/account/moto-server';
import { deployStack } from '../helpers/deployed-stack';
import { ScratchInstance, systemdRun } from '../helpers/scratch-instance';
import { makeTemporaryDirectory } from '../helpers/temporary-directory';
import { TestAuthority } from '../helpers/test-authority';
import { runWaffle, type WaffleOptions } from '../helpers/waffle-process';
import { ApiStandIn } from './api-stand-in';

export const address = '127.77.5.1';
export const home = '203.0.113.7';
export const release = '20261121T101500Z-1a2b3c4d';
const docs = {
  'index.html': '<link rel="stylesheet" href="docs.css"><script src="docs.js"></script><p class="opblock">',
  'docs.css': 'p { margin: 0 }',
  'docs.js': 'void 0;',
  'openapi.json': '{}',
};

/** What is run as the application: statements are kept, anything else is the script of the cache, which prints what was put there. */
const application = `#!/bin/bash
sql=$(grep -oP "(?<=base64 -d <<<')[^']+" | base64 -d)
[ ! -e "$SCRATCH/database-is-away" ] || { echo 'the database is away' >&2; exit 1; }
if [ -n "$sql" ]; then echo "$sql" >>"$SCRATCH/sql"; else cat "$SCRATCH/cache"; fi
`;
const programs = {
  'systemd-run': systemdRun.replace('\n', `\ncase " $* " in *' --pipe '*) exec "$SCRATCH/bin/application" ;; esac\n`),
  application,
  // What the application itself has of the docs page.
  curl: '#!/bin/sh\nprintf 404\n',
};

/** A deployed project whose evidence is good, until something of it is changed. */
export class Stage {
  readonly #directory = makeTemporaryDirectory(tmpdir());
  readonly moto = new MotoServer();
  readonly scratch = new ScratchInstance(programs);
  readonly authority = new TestAuthority(this.#directory);
  readonly certificate = this.authority.issue('ours', `IP:${address}`);
  readonly results = path.join(this.#directory, 'results');
  #stack: Stack | undefined;
  #aws: AwsStandIn | undefined;
  #api: ApiStandIn | undefined;

  async start(): Promise<void> {
    await this.moto.start();
    await this.moto.order({ publicAddress: address });
    this.#stack = await deployStack(this.moto, { context: { sshAddress: `${home}/32` } });
    this.#aws = await AwsStandIn.start(this.moto);
    this.aws.runCommand.run = (script) => this.scratch.run(script);
    this.#api = await ApiStandIn.start(address, this.certificate);
    this.#plant();
  }

  #plant(): void {
    this.api.overHttp = { status: 301, headers: { location: `https://${address}/` } };
    const headers = { 'strict-transport-security': 'max-age=15768000', 'content-type': 'text/plain' };
    this.api.replies.set('/', { headers, body: `waffle-backend ${release}\n` });
    for (const [file, body] of Object.entries(docs)) {
      this.api.replies.set(file === 'index.html' ? '/docs/' : `/docs/${file}`, { body });
      this.scratch.write(`waffle-backend/current/static/docs/${file}`, body);
    }
    writeFileSync(path.join(this.scratch.directory, 'cache'), cacheAnswer);
    writeFileSync(path.join(this.scratch.directory, 'sql'), '');
  }

  get aws(): AwsStandIn {
    return started(this.#aws);
  }

  get api(): ApiStandIn {
    return started(this.#api);
  }

  output(name: string): string {
    return started(this.#stack).Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
  }

  /** `waffle results --only …` */
  readonly waffle = (only: readonly EvidenceName[], { words = [], ...options }: ResultsOptions = {}) =>
    runWaffle(['results', '--results', this.results, ...words, '--only', ...only], {
      home: this.#directory,
      ...options,
      variables: {
        ...this.aws.variables,
        NODE_EXTRA_CA_CERTS: this.authority.caFile,
        ...options.variables,
      },
    });

  read(file: string): string {
    return readFileSync(path.join(this.results, file), 'utf8');
  }

  evidence(name: EvidenceName): Evidence {
    return JSON.parse(this.read(`evidence/${fileStem(name)}.json`)) as Evidence;
  }

  /** Files that are not what the manifest says of them. */
  wrongHashes(): readonly string[] {
    const { sha256 } = JSON.parse(this.read('manifest.json')) as Manifest;
    const hash = (file: string) =>
      createHash('sha256').update(readFileSync(path.join(this.results, file))).digest('hex');
    return Object.keys(sha256).filter((file) => hash(file) !== sha256[file]);
  }

  /** What the database was told. */
  get statements(): string {
    return readFileSync(path.join(this.scratch.directory, 'sql'), 'utf8');
  }

  /** Meanwhile the instance cannot ask the database. */
  async whileDatabaseIsAway<T>(work: () => Promise<T>): Promise<T> {
    const file = path.join(this.scratch.directory, 'database-is-away');
    writeFileSync(file, '');
    return work().finally(() => rm(file));
  }

  async remove(): Promise<void> {
    await this.#api?.stop();
    await this.#aws?.stop();
    await this.moto.remove();
    this.scratch.remove();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

export interface ResultsOptions extends Partial<WaffleOptions> {
  readonly words?: readonly string[];
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The stage is not started.');
  return part;
}

const read = (outcome: string, queries: number) =>
  `HTTP/1.1 200 OK\r\n${outcome}Server-Timing: sql;desc="${queries} queries"\r\n`;
const pair = [read('X-Cache: miss\r\n', 1), read('X-Cache: hit\r\n', 0)];

/** As the script of the cache prints it, where all is well. */
const cacheAnswer = [
  ...[...pair, ...pair, read('', 1), read('', 1)].map((text, index) => `=== read-${index}\n${text}`),
  '=== keys\nseminar-list:default 60\nseminar-list:earliest 60\n',
  '=== page\n<details><summary>GET /api/v1/seminar/</summary></details>\n',
  '=== later\n',
].join('');
