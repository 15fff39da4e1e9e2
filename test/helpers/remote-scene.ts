import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll } from '@jest/globals';
import { MotoServer } from '../../rehearsal/account/moto-server';
import { RunCommandStandIn } from './run-command-stand-in';
import { ScratchInstance } from './scratch-instance';
import { byAddress, makeServer } from './server-in-moto';
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
  readonly runCommand: RunCommandStandIn;
  instanceId = '';

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
    this.runCommand = new RunCommandStandIn(
      () => this.moto.endpoint,
      (script) => this.scratch.run(script),
    );
  }

  get variables() {
    return {
      ...this.moto.variables,
      AWS_ENDPOINT_URL: this.runCommand.endpoint,
      AWS_ENDPOINT_URL_S3: byAddress(this.moto.endpoint),
    };
  }

  readonly waffle = (words: readonly string[], options: Partial<WaffleOptions> = {}) =>
    runWaffle(words, { home: this.home, variables: this.variables, ...options });

  private async start(): Promise<void> {
    await this.moto.start();
    await this.runCommand.start();
    this.instanceId = await makeServer(this.moto, this.outputs);
  }

  private async remove(): Promise<void> {
    await this.runCommand.stop();
    await this.moto.remove();
    this.scratch.remove();
    rmSync(this.home, { recursive: true, force: true });
  }
}
