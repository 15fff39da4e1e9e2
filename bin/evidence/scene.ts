import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { openTarget, type Target } from '../aws/target';
import { UserError } from '../io/errors';
import { openRemote, type Remote } from '../remote/open-remote';
import type { RemoteOptions } from '../remote/via-flags';
import { readStack, requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import { ApiClient } from './api-client';
import { Browser, findBrowser } from './browser';
import type { Evidence, EvidenceName } from './evidence';
import type { Masker } from './masker';
import { readFromServer } from './on-server';
import { queryDatabase } from './query-database';
import { forgetLists, removal, type Visit, visitApi } from './visit';

interface SceneOptions {
  readonly remoteOptions: RemoteOptions;
  readonly context: CommandContext;
  readonly masker: Masker;
  /** What an earlier run has left of an evidence, where it was of the same target. */
  readonly previous: (name: EvidenceName) => Evidence | undefined;
  /** Folder of the receipts of teardowns. */
  readonly receiptsDirectory: string;
}

/** What there is also while the instance does not run. */
export type Deployed = Pick<Remote, 'target' | 'stack'>;

/** What producers look at. Each part is opened when it is first asked for. */
export class Scene {
  readonly startedAt = new Date();
  #hasMade = false;
  #target: Promise<Target> | undefined;
  #deployed: Promise<Deployed> | undefined;
  #remote: Promise<Remote> | undefined;
  #client: Promise<ApiClient> | undefined;
  #visit: Promise<Visit> | undefined;
  #browser: Promise<Browser | undefined> | undefined;

  constructor(private readonly options: SceneOptions) {}

  get signal(): AbortSignal {
    return this.options.context.signal;
  }

  get context(): CommandContext {
    return this.options.context;
  }

  get masker(): Masker {
    return this.options.masker;
  }

  get receiptsDirectory(): string {
    return this.options.receiptsDirectory;
  }

  previous(name: EvidenceName): Evidence | undefined {
    return this.options.previous(name);
  }

  target(): Promise<Target> {
    return (this.#target ??= openTarget(this.options.remoteOptions, this.options.context));
  }

  /** @throws UserError with exit code 6 where nothing is deployed */
  deployed(): Promise<Deployed> {
    return (this.#deployed ??= this.#readDeployed());
  }

  /** @throws UserError where the instance does not run, too */
  remote(): Promise<Remote> {
    return (this.#remote ??= openRemote(this.options.remoteOptions, this.options.context));
  }

  /** Of the address that the stack names, whether or not its name leads there yet. */
  client(): Promise<ApiClient> {
    return (this.#client ??= this.#openClient());
  }

  /** The API as it was used for this run, once. */
  visit(): Promise<Visit> {
    return (this.#visit ??= this.#visitApi());
  }

  /** Users and a seminar are about to be made, which `removeMade` removes. */
  makesSomething(): void {
    this.#hasMade = true;
  }

  /** `undefined` where none is installed. */
  browser(): Promise<Browser | undefined> {
    return (this.#browser ??= this.#openBrowser());
  }

  /** Whether there is something to remove. */
  get hasMade(): boolean {
    return this.#hasMade;
  }

  /** Also after Ctrl-C, and what a run that was killed has left. @throws UserError where it could not be removed */
  async removeMade(): Promise<void> {
    const { shell } = await this.remote();
    const limit = AbortSignal.timeout(60_000);
    try {
      await queryDatabase(shell, removal, limit);
      await readFromServer(shell, forgetLists, limit);
    } catch (error) {
      throw new UserError('The users and the seminar that were made as evidence could not be removed.', {
        fix: 'waffle results again removes them too',
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    const browser = await this.#browser?.catch(() => undefined);
    // One that has died is closed.
    await browser?.close().catch(() => undefined);
  }

  async #readDeployed(): Promise<Deployed> {
    const target = await this.target();
    return { target, stack: await readStack(target, this.signal) };
  }

  async #openClient(): Promise<ApiClient> {
    const { stack } = await this.deployed();
    const { origin, hostname } = new URL(requiredOutput(stack, 'apiUrl'));
    const isKnown = isIP(hostname) !== 0 || (await lookup(hostname).then(Boolean, () => false));
    const address = isKnown ? undefined : requiredOutput(stack, 'serverAddress');
    return new ApiClient(origin, address, this.signal);
  }

  async #visitApi(): Promise<Visit> {
    // What cannot be removed again is not made.
    await this.remote();
    this.makesSomething();
    return visitApi(await this.client(), this);
  }

  async #openBrowser(): Promise<Browser | undefined> {
    const program = findBrowser(this.options.context.environment.programFolders);
    if (program === undefined) return undefined;
    const { origin, address } = await this.client();
    const { hostname: name } = new URL(origin);
    return Browser.open(program, address === undefined ? undefined : { name, address });
  }
}
