import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { nothingBut, type Variables } from '../../bin/io/environment';
import { exitCodes } from '../../bin/io/errors';
import { createOutput, type Output } from '../../bin/io/output';
import type { RunOptions } from '../../bin/io/run';
import { addresses } from '../addresses';
import type { Stage } from '../stage/stage';
import { Account } from './account';
import { openScene, type Scene } from './open-scene';

export interface RehearsedAccountOptions {
  readonly cacheDirectory: string;
  /** Of the project whose command line is typed. */
  readonly rootDirectory: string;
  readonly signal: AbortSignal;
  /** Where root file systems that are made first are told of. @default - nowhere */
  readonly output?: Output;
}

export interface TypeOptions {
  readonly onLine?: RunOptions['onLine'];
  /** On top of those that lead to the account. */
  readonly variables?: Variables;
}

/** What a command ended with, and wrote. */
export interface Typed {
  readonly code: number;
  /** Both streams, in the order in which they came. */
  readonly lines: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings that are left to `waffle init -c domain=…`, which is typed like the rest. */
const writtenByInit = ['domain', 'sshAddress'];
const longestCommandMs = 300_000;
/** The stack writes the settings that the server reads after it. */
const settlingMs = 3_000;

/** An account of AWS and somebody's machine with the project on it, where no packet leaves; its stack gets a server that really boots. Needs root. */
export class RehearsedAccount {
  #isBooted = false;
  #secrets: readonly string[] = [];

  private constructor(
    private readonly options: RehearsedAccountOptions,
    private readonly account: Account,
    private readonly scene: Scene,
    /** Of whoever types. */
    readonly home: string,
  ) {}

  static async open(options: RehearsedAccountOptions): Promise<RehearsedAccount> {
    const { signal, cacheDirectory, output = createOutput({ json: true }) } = options;
    const home = await mkdtemp(path.join(tmpdir(), 'waffle-home-'));
    try {
      const account = await Account.open(addresses.instance, signal);
      try {
        const scene = await openScene({ account, cacheDirectory, signal, output });
        const rehearsed = new RehearsedAccount(options, account, scene, home);
        await rehearsed.#writeSettings();
        return rehearsed;
      } catch (error) {
        await account.close();
        throw error;
      }
    } catch (error) {
      rmSync(home, { recursive: true, force: true });
      throw error;
    }
  }

  get settingsFile(): string {
    return path.join(this.home, 'cdk.local.json');
  }

  /** Who vouches for the server's certificate. */
  get rootCertificateFile(): string {
    return this.scene.rootCertificateFile;
  }

  get stage(): Stage {
    return this.scene.stage;
  }

  /** What must be found nowhere: made by `up`, known once the server has booted. */
  get secrets(): readonly string[] {
    return this.#secrets;
  }

  /** What AWS was asked until now: `['ec2:DescribeInstances', …]`. */
  get operations(): readonly string[] {
    return this.account.standIn.operations;
  }

  /** All that a program is given there, besides PATH. */
  get variables(): Readonly<Record<string, string>> {
    return {
      ...this.account.variables,
      ...this.scene.variables,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      HOME: this.home,
      NO_COLOR: '1',
      TSX_TSCONFIG_PATH: path.join(this.options.rootDirectory, 'tsconfig.json'),
    };
  }

  /** `waffle` with these words, whatever it ends with. The first `up` that works has a server booted. */
  async type(words: readonly string[], options: TypeOptions = {}): Promise<Typed> {
    const mayLaunch = words[0] === 'up' && !this.#isBooted;
    if (!mayLaunch) return this.#run(words, this.options.signal, options);
    const failed = new AbortController();
    const signal = AbortSignal.any([this.options.signal, failed.signal]);
    const booted = this.#bootWhenLaunched(signal);
    // The command would wait for the server for ever.
    booted.catch((error: unknown) => failed.abort(error));
    const typed = await this.#run(words, signal, options);
    if (typed.code !== exitCodes.ok) failed.abort(new Error(`waffle up ended with ${typed.code}.`));
    await booted.catch(() => this.options.signal.throwIfAborted());
    return typed;
  }

  /** Ends and removes all of it. */
  async close(): Promise<void> {
    await this.scene.stage.close();
    await this.account.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  async #run(words: readonly string[], signal: AbortSignal, options: TypeOptions): Promise<Typed> {
    const { rootDirectory: cwd } = this.options;
    const loader = pathToFileURL(path.join(cwd, 'node_modules/tsx/dist/loader.mjs')).href;
    const argv = [process.execPath, '--import', loader, path.join(cwd, 'bin/main.ts'), ...words];
    const end = words.includes('--') ? argv.lastIndexOf('--') : argv.length;
    argv.splice(end, 0, '-c', `settingsFile=${this.settingsFile}`);
    const lines: string[] = [];
    const { code, stdout, stderr } = await this.stage.run(argv, {
      cwd,
      env: nothingBut({ ...this.variables, ...options.variables }),
      signal,
      allowFailure: true,
      timeoutMs: longestCommandMs,
      onLine: (line, stream) => {
        lines.push(line);
        options.onLine?.(line, stream);
      },
    });
    return { code: code ?? -1, lines, stdout, stderr };
  }

  /** The stack's wait condition is met by the server's own signal. */
  async #bootWhenLaunched(signal: AbortSignal): Promise<void> {
    while (!(await this.account.hasInstance())) await sleep(200, undefined, { signal });
    await sleep(settlingMs, undefined, { signal });
    await this.scene.bootServer(signal);
    this.#secrets = await Promise.all([
      this.account.read('databasePassword'),
      this.account.read('jwtSecret'),
    ]);
    this.#isBooted = true;
    await this.account.releaseBoot();
  }

  async #writeSettings(): Promise<void> {
    const given = Object.entries(this.scene.settings).filter(([name]) => !writtenByInit.includes(name));
    await writeFile(this.settingsFile, JSON.stringify({ context: Object.fromEntries(given) }));
  }
}
