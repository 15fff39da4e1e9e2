import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll } from '@jest/globals';
import { AwsStandIn } from '../../rehearsal/account/aws-stand-in';
import type { Ran } from '../../rehearsal/account/aws-stand-in/run-command';
import { MotoServer } from '../../rehearsal/account/moto-server';
import { ScratchInstance } from './scratch-instance';
import { makeServer } from './server-in-moto';
import { makeTemporaryDirectory } from './temporary-directory';
import { runWaffle, type WaffleOptions } from './waffle-process';

export interface RemoteSceneOptions {
  /** Of the instance's own, by their names. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Of the stack, on top of those of every server. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** A deployed server in moto, whose instance is a scratch one that Run Command reaches; the real command line asks for it. */
export class RemoteScene {
  readonly home = makeTemporaryDirectory(tmpdir());
  readonly moto = new MotoServer();
  readonly scratch: ScratchInstance;
  instanceId = '';
  #aws: AwsStandIn | undefined;

  /** For the suite that makes it. */
  static create({ programs = {}, outputs = {} }: RemoteSceneOptions = {}): RemoteScene {
    const scene = new RemoteScene(programs, outputs);
    beforeAll(() => scene.start(), 120_000);
    afterAll(() => scene.remove());
    return scene;
  }

  private constructor(
    programs: Readonly<Record<string, string>>,
    private readonly outputs: Readonly<Record<string, string>>,
  ) {
    this.scratch = new ScratchInstance(programs);
  }

  /** Before moto; once the suite has begun. */
  get aws(): AwsStandIn {
    if (this.#aws === undefined) throw new Error('The scene is not started.');
    return this.#aws;
  }

  get variables() {
    return this.aws.variables;
  }

  /** What Run Command was given, in order. */
  get scripts(): readonly string[] {
    const sent = this.aws.calls.filter(({ operation }) => operation === 'SendCommand');
    return sent.map(({ parameters }) => {
      const { commands } = parameters['Parameters'] as { commands: readonly string[] };
      return commands.join('\n');
    });
  }

  /** Meanwhile the agent of the instance is not connected. */
  async whileOffline<T>(work: () => Promise<T>): Promise<T> {
    this.aws.runCommand.run = undefined;
    try {
      return await work();
    } finally {
      this.aws.runCommand.run = this.#runOnInstance;
    }
  }

  readonly #runOnInstance = (script: string): Promise<Ran> => this.scratch.run(script);

  readonly waffle = (words: readonly string[], options: Partial<WaffleOptions> = {}) =>
    runWaffle(words, { home: this.home, variables: this.variables, ...options });

  private async start(): Promise<void> {
    await this.moto.start();
    this.#aws = await AwsStandIn.start(this.moto);
    this.#aws.runCommand.run = this.#runOnInstance;
    this.instanceId = await makeServer(this.moto, this.outputs);
  }

  private async remove(): Promise<void> {
    await this.#aws?.stop();
    await this.moto.remove();
    this.scratch.remove();
    rmSync(this.home, { recursive: true, force: true });
  }
}
