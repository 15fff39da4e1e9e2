import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assemblyCache } from '../helpers/assembly-cache';
import { AwsStandIn } from '../../rehearsal/account/aws-stand-in';
import { deployStack } from '../helpers/deployed-stack';
import { HttpsStandIn } from '../helpers/https-stand-in';
import { MotoServer } from '../../rehearsal/account/moto-server';
import { ScratchInstance, systemctl as systemctlOfJobs } from '../helpers/scratch-instance';
import { plantReleases } from '../helpers/scratch-releases';
import { makeTemporaryDirectory } from '../helpers/temporary-directory';
import { runWaffle, type WaffleResult } from '../helpers/waffle-process';
import { secrets, type Trouble } from './troubles';
import type { VerbCase } from './verb-cases';

const release = '20261121T101500Z-1a2b3c4d';
/** Of the API of each project. */
const addresses = { deployed: '127.77.4.1', next: '127.77.4.2' } as const;

/** Of the instance: nothing is logged, and slot a serves. */
const journalctl = '#!/bin/sh\nexit 0\n';
const systemctl = `#!/bin/bash
case $* in
  'is-active waffle-backend@b.service') echo inactive; exit 3 ;;
  'is-active waffle-backend@a.service' | 'is-active nginx.service' | 'is-active waffle-redis.service') echo active; exit ;;
esac
${systemctlOfJobs}`;

export interface Outcome extends WaffleResult {
  /** What was asked, in order: `ec2:DescribeInstances`. */
  readonly asked: readonly string[];
}

/** An account in which every verb can succeed: a deployed project with releases on its instance, whose API answers, and room for another. */
export class Account {
  readonly #directory = makeTemporaryDirectory(tmpdir());
  readonly #plugins = path.join(this.#directory, 'bin');
  readonly #moto = new MotoServer();
  readonly #scratch = new ScratchInstance({ journalctl, systemctl });
  readonly #checkIp = createServer((_, response) => response.end('203.0.113.8\n'));
  readonly #synthesizedOnce = assemblyCache(this.#directory);
  #apis: readonly HttpsStandIn[] = [];
  readonly archiveFile = path.join(this.#directory, `${release}.tar.gz`);

  async start(): Promise<void> {
    await Promise.all([
      this.#deploy(),
      plantReleases(this.#scratch, ['20261110T080000Z-aaaaaaaa', '20261111T080000Z-bbbbbbbb']),
    ]);
    this.#packRelease();
    this.#installPlugin();
    await new Promise<void>((resolve) => this.#checkIp.listen(0, '127.0.0.1', resolve));
    this.#apis = await Promise.all(
      Object.values(addresses).map((address) => HttpsStandIn.start(address, release, this.#directory)),
    );
  }

  async #deploy(): Promise<void> {
    await this.#moto.start();
    await this.#moto.order({ publicAddress: addresses.deployed });
    await deployStack(this.#moto, { context: { sshAddress: '203.0.113.7/32', instanceType: 't3.micro' } });
    await this.#moto.order({ publicAddress: addresses.next });
  }

  #packRelease(): void {
    writeFileSync(path.join(this.#directory, 'manifest.json'), JSON.stringify({ id: release, files: [] }));
    execFileSync('tar', ['-czf', this.archiveFile, '-C', this.#directory, 'manifest.json']);
  }

  /** Of Session Manager: each session ends at once, and well. */
  #installPlugin(): void {
    mkdirSync(this.#plugins);
    const plugin = '#!/bin/sh\necho 1.2.707.0\n';
    writeFileSync(path.join(this.#plugins, 'session-manager-plugin'), plugin, { mode: 0o755 });
  }

  /** The real command line, in this trouble. */
  async attempt(verb: VerbCase, trouble: Trouble): Promise<Outcome> {
    const aws = await AwsStandIn.start(this.#moto);
    aws.runCommand.run = (script) => this.#scratch.run(script);
    aws.plant(...(trouble.faults?.(verb) ?? []));
    const [name = '', ...rest] = verb.words;
    const result = await runWaffle([name, ...this.#settings(name), ...(trouble.words ?? []), ...rest], {
      variables: { ...aws.variables, ...this.#variables, ...trouble.variables },
      home: this.#directory,
      timeoutMs: 60_000,
      onStart: (waffle) => void aws.hangs.then(() => trouble.isInterrupted && waffle.kill('SIGINT')),
    });
    const asked = aws.calls.map(({ service, operation }) => `${service}:${operation}`);
    await aws.stop();
    return { ...result, asked };
  }

  #settings(name: string): readonly string[] {
    const settingsFile = path.join(this.#directory, `${name}.json`);
    writeFileSync(settingsFile, '{ "context": {} }');
    return ['-c', `releaseArchiveFile=${this.archiveFile}`, '-c', `settingsFile=${settingsFile}`];
  }

  get #variables() {
    const { port } = this.#checkIp.address() as AddressInfo;
    return {
      ...secrets,
      ...this.#synthesizedOnce,
      PATH: `${this.#plugins}:${process.env['PATH']}`,
      WAFFLE_CHECKIP_URL: `http://127.0.0.1:${port}`,
    };
  }

  async remove(): Promise<void> {
    await Promise.all(this.#apis.map((api) => api.stop()));
    this.#checkIp.close();
    await this.#moto.remove();
    this.#scratch.remove();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
