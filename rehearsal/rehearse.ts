import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpPaths } from '../contract';
import { UserError } from '../bin/io/errors';
import { formatBytes, formatSeconds } from '../bin/io/format';
import type { Output } from '../bin/io/output';
import { addresses, hostNames } from './addresses';
import { createCertificateAuthority } from './certificate-authority';
import { Client } from './client';
import { type Deployment, rehearsalSettings, synthesize } from './deployment-template';
import { type Fault, fullDiskBytes, withheldPackage } from './faults';
import { ensureImage, type ImageName, isCached, recipes } from './images';
import { Instance, t2Micro } from './instance';
import { publish } from './publish';
import { type Failure, type Figures, type Report, writeReport } from './report';
import { installRequirements, requireLinuxAndRoot } from './requirements';
import { MemoryWatch } from './memory-watch';
import { playFirstAct, playSecondAct } from './scenario';
import { findSecrets } from './secrets';
import { Stage } from './stage/stage';
import { startAcmeServer, type AcmeServer } from './stand-ins/acme';
import { startAws } from './stand-ins/aws';
import { startDatabase, type Database } from './stand-ins/database';
import { makeCredentials, startMetadata } from './stand-ins/metadata';
import { startPackageMirror } from './stand-ins/package-mirror';
import { startWaitCondition, type WaitCondition } from './stand-ins/wait-condition';
import { waitUntil } from './wait-until';

export interface RehearseOptions {
  /** Leave the API running until `signal` fires. */
  readonly keep: boolean;
  /** Loopback port of the API while it is kept, 0 for any free one. */
  readonly port: number;
  readonly fault?: Fault | undefined;
  /** `report.json`, `report.md` and `logs/` go here. */
  readonly resultsDirectory: string;
  /** Root file systems and Debian packages are kept here between rehearsals. */
  readonly cacheDirectory: string;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

const bootTimeoutMs = 10 * 60_000;
const logTailLines = 40;
const trustAnchor = { bucket: 'rehearsal-trust-anchors', key: 'authority.pem' };

/** The rehearsal from the first check to the report. @throws UserError when the machine cannot run it; a failed rehearsal is a report with `ok: false` */
export async function rehearse(options: RehearseOptions, output: Output): Promise<Report> {
  requireLinuxAndRoot({ platform: process.platform, userId: process.getuid?.() ?? -1 });
  await installRequirements(output, options.signal);
  return new Rehearsal(options, output).play();
}

class Rehearsal {
  private readonly startedAt = new Date();
  private readonly figures: Figures = { memoryLimitMiB: t2Micro.memoryBytes / 1024 ** 2 };
  private readonly memory = new MemoryWatch();
  private readonly credentials = makeCredentials();
  private readonly databasePassword = randomBytes(18).toString('base64url');
  private readonly secrets: string[] = [
    this.databasePassword,
    this.credentials.secretAccessKey,
    this.credentials.sessionToken,
  ];
  private cached = true;
  private release: string | undefined;
  private stage: Stage | undefined;
  private instance: Instance | undefined;
  private bootedAtMs = 0;

  constructor(
    private readonly options: RehearseOptions,
    private readonly output: Output,
  ) {}

  async play(): Promise<Report> {
    let failure: Failure | undefined;
    try {
      await this.playAll();
    } catch (error) {
      if (this.options.signal.aborted) throw this.options.signal.reason;
      failure = await this.explain(error);
    } finally {
      if (this.stage) await this.output.step('remove everything that was started', () => this.strike());
    }
    const report = this.report(failure);
    await writeReport(this.options.resultsDirectory, report);
    return report;
  }

  private async playAll(): Promise<void> {
    const images = await this.makeImages();
    const stage = await this.openStage();
    const trustAnchorUrl = `s3://${trustAnchor.bucket}/${trustAnchor.key}`;
    const deployment = await this.step('synthesize the stack', async (note) => {
      const outputDirectory = path.join(stage.directory, 'cdk.out');
      const synthesized = await synthesize({
        outputDirectory,
        settings: rehearsalSettings(trustAnchorUrl),
        signal: this.options.signal,
      });
      this.figures.userDataBytes = Buffer.byteLength(synthesized.userData);
      note(`user-data ${this.figures.userDataBytes} bytes`);
      return synthesized;
    });
    const { acme, database, waitCondition } = await this.startStandIns(stage, images, deployment);
    const instance = await this.bootInstance(stage, images.instance, deployment, waitCondition);
    const client = await this.connectClient(stage, acme);
    await this.playActs({ instance, client, database });
    await this.step('nothing secret in template, archive and logs', (note) =>
      this.searchSecrets(deployment, instance).then(note),
    );
    this.measure();
    if (!this.options.keep) return;
    await writeReport(this.options.resultsDirectory, this.report(undefined));
    await this.keepRunning(stage, acme);
  }

  /** One after the other: mmdebstrap is bound by the mirror and by one core. */
  private async makeImages(): Promise<Record<ImageName, string>> {
    const { cacheDirectory, signal } = this.options;
    const images: Partial<Record<ImageName, string>> = {};
    for (const name of Object.keys(recipes) as ImageName[]) {
      const build = () => ensureImage(name, { cacheDirectory, signal });
      if (await isCached(name, cacheDirectory)) images[name] = await build();
      else {
        this.cached = false;
        images[name] = await this.step(`make a root file system: ${recipes[name].why}`, build);
      }
    }
    return images as Record<ImageName, string>;
  }

  private async openStage(): Promise<Stage> {
    this.stage = await this.step('isolate the rehearsal from this machine', () =>
      Stage.open({
        parentDirectory: path.join(this.options.cacheDirectory, 'runs'),
        signal: this.options.signal,
      }),
    );
    return this.stage;
  }

  private async startStandIns(stage: Stage, images: Record<ImageName, string>, deployment: Deployment) {
    const { fault } = this.options;
    const authority = await createCertificateAuthority(path.join(stage.directory, 'authority'));
    await startPackageMirror(stage, {
      cacheDirectory: path.join(this.options.cacheDirectory, 'packages'),
      withheld: fault === 'package' ? withheldPackage : undefined,
    });
    await startMetadata(stage, this.credentials);
    const waitCondition = await startWaitCondition(stage);
    const account = { ...deployment.database, password: this.databasePassword };
    const database = await this.step('start MySQL in place of RDS', () =>
      startDatabase(stage, images.database, authority, account),
    );
    const acme = await this.step('start Pebble in place of Let’s Encrypt', () =>
      startAcmeServer(stage, images.standIns, authority),
    );
    await this.step('start moto in place of S3 and SSM, and upload', async (note) => {
      const aws = await startAws(stage, images.standIns, this.credentials);
      await aws.putObject(trustAnchor.bucket, trustAnchor.key, await readFile(authority.certificateFile));
      for (const { file, bucket, key } of deployment.assets)
        await aws.putObject(bucket, key, await readFile(file));
      for (const { name, value } of deployment.parameters) await aws.putParameter(name, value, 'String');
      const password =
        fault === 'database-password' ? randomBytes(18).toString('base64url') : this.databasePassword;
      await aws.putParameter(deployment.database.passwordParameter, password, 'SecureString');
      await this.measureArchive(deployment, note);
    });
    return { acme, database, waitCondition };
  }

  private async measureArchive(deployment: Deployment, note: (text: string) => void): Promise<void> {
    const archive = deployment.assets.find(({ file }) => file.endsWith('.tar.gz'));
    if (!archive) throw new UserError('the template has no release archive among its assets');
    this.figures.archiveBytes = (await stat(archive.file)).size;
    this.release = path.basename(archive.file, '.tar.gz');
    note(`release ${formatBytes(this.figures.archiveBytes)}, ${deployment.parameters.length + 1} parameters`);
  }

  /** From power-on until the stack would be complete. */
  private async bootInstance(
    stage: Stage,
    image: string,
    deployment: Deployment,
    waitCondition: WaitCondition,
  ): Promise<Instance> {
    const { signal, fault } = this.options;
    return this.step('boot the instance', async (note) => {
      const { userData } = deployment;
      this.bootedAtMs = performance.now();
      const instance = await Instance.boot({
        stage,
        image,
        userData,
        signal,
        diskBytes: fault === 'disk' ? fullDiskBytes : undefined,
      });
      this.instance = instance;
      this.memory.start(instance.group);
      const bootSignal = await waitUntil(
        async () => {
          note(lastBootStep(await instance.bootLog()));
          if (await instance.hasEnded()) throw new UserError('the instance has ended');
          return waitCondition.received();
        },
        { what: 'CloudFormation is told how the boot went', timeoutMs: bootTimeoutMs, signal },
      );
      if (bootSignal.Status === 'FAILURE')
        throw new BootFailed(
          `the instance told CloudFormation: FAILURE (${Buffer.byteLength(bootSignal.Reason)} bytes of reason)`,
        );
      if ((await instance.seenUserData()) !== userData)
        throw new UserError('cloud-init ran other bytes than the template’s user-data');
      note('told CloudFormation: SUCCESS');
      return instance;
    });
  }

  private async connectClient(stage: Stage, acme: AcmeServer): Promise<Client> {
    return this.step('ask over HTTPS, certificate verified', async (note) => {
      const httpsSocket = await stage.exposeInside('https', addresses.instance, 443);
      const httpSocket = await stage.exposeInside('http', addresses.instance, 80);
      const client = new Client({ httpsSocket, httpSocket, rootCertificate: await acme.rootCertificate() });
      const text = await this.untilAnswered(client);
      this.figures.bootToHttpsSeconds = secondsSince(this.bootedAtMs);
      note(`${text.trim()}, ${formatSeconds(this.figures.bootToHttpsSeconds)} after the boot began`);
      return client;
    });
  }

  private untilAnswered(client: Client): Promise<string> {
    return waitUntil(
      async () => {
        const { status, text } = await client.get(httpPaths.version);
        if (status !== 200) throw new UserError(`HTTPS answers ${status}`);
        return text;
      },
      { what: 'the API answers over HTTPS', timeoutMs: 90_000, signal: this.options.signal },
    );
  }

  private async playActs(cast: { instance: Instance; client: Client; database: Database }): Promise<void> {
    const { output } = this;
    const story = await this.step('use the API as a client', () => playFirstAct({ ...cast, output }));
    this.secrets.push(...story.secrets);
    await this.step('reboot the instance', async (note) => {
      const rebootedAtMs = performance.now();
      await cast.instance.reboot();
      await this.untilAnswered(cast.client);
      this.figures.rebootToHttpsSeconds = secondsSince(rebootedAtMs);
      note('HTTPS answers again');
    });
    await this.step('use the API again', () => playSecondAct({ ...cast, output }, story));
  }

  private async searchSecrets(deployment: Deployment, instance: Instance): Promise<string> {
    const stage = this.stage as Stage;
    const journal = await instance.run(['journalctl', '--no-pager', '--output', 'cat']);
    const processes = await instance.run(['ps', 'axwwe', '-o', 'command']);
    await writeFile(path.join(stage.directory, 'journal.log'), journal);
    const archives = deployment.assets.filter(({ file }) => file.endsWith('.tar.gz')).map(({ file }) => file);
    return findSecrets({
      secrets: this.secrets,
      texts: {
        'the user-data': deployment.userData,
        'the journal': journal,
        'the command lines and environments': processes,
        'the boot log': await instance.bootLog(),
      },
      directories: [
        path.join(stage.directory, 'cdk.out'),
        path.join(stage.upperDirectory('instance'), 'var/log'),
      ],
      archives,
    });
  }

  private measure(): void {
    Object.assign(this.figures, this.memory.figures());
  }

  private async keepRunning(stage: Stage, acme: AcmeServer): Promise<void> {
    const { signal, port: wanted, resultsDirectory } = this.options;
    const { port, close } = await publish(path.join(stage.socketsDirectory, 'https.sock'), wanted);
    await mkdir(resultsDirectory, { recursive: true });
    const rootFile = path.join(resultsDirectory, 'root-certificate.pem');
    await writeFile(rootFile, await acme.rootCertificate());
    const { line } = this.output;
    line(`\nThe API runs at https://${hostNames.api}:${port}/ on this machine; try it:\n`);
    line(
      `  curl --cacert ${path.relative(process.cwd(), rootFile)} --resolve ${hostNames.api}:${port}:127.0.0.1 https://${hostNames.api}:${port}/\n`,
    );
    line('Ctrl-C ends it and removes everything.');
    await sleep(2 ** 31 - 1, undefined, { signal }).catch(() => undefined);
    close();
  }

  private async strike(): Promise<void> {
    this.measure();
    this.memory.stop();
    await this.keepLogs().catch(() => undefined);
    await this.stage?.close();
  }

  private async keepLogs(): Promise<void> {
    const directory = path.join(this.options.resultsDirectory, 'logs');
    await mkdir(directory, { recursive: true });
    if (this.instance) await writeFile(path.join(directory, 'boot.log'), await this.instance.bootLog());
    for (const name of (await readdir(this.stage?.directory ?? '')).filter((file) => file.endsWith('.log'))) {
      await copyFile(path.join(this.stage?.directory ?? '', name), path.join(directory, name));
    }
  }

  private async explain(error: unknown): Promise<Failure> {
    const failedSteps = this.output.steps().filter(({ ok }) => !ok);
    const bootLog = (await this.instance?.bootLog()) ?? '';
    const message = error instanceof Error ? error.message : String(error);
    const bootStep = failedBootStep(bootLog);
    return {
      step: (error instanceof BootFailed && bootStep) || failedSteps[0]?.name || 'start',
      message,
      logTail: bootLog.trimEnd().split('\n').slice(-logTailLines).join('\n'),
    };
  }

  private report(failure: Failure | undefined): Report {
    return {
      ok: failure === undefined,
      startedAt: this.startedAt.toISOString(),
      seconds: Math.round((Date.now() - this.startedAt.getTime()) / 100) / 10,
      cached: this.cached,
      ...(this.release && { release: this.release }),
      steps: this.output
        .steps()
        .map(({ seconds, ...step }) => ({ ...step, seconds: Math.round(seconds * 10) / 10 })),
      figures: this.figures,
      ...(failure && { failure }),
    };
  }

  private step<T>(name: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
    return this.output.step(name, (step) => work((text) => step.note(text)));
  }
}

/** The instance told CloudFormation that its boot failed. */
class BootFailed extends UserError {
  override readonly name = 'BootFailed';
}

/** `==> install packages` in the log of bootstrap.sh. */
const lastBootStep = (log: string) => [...log.matchAll(/==> (.*)/g)].at(-1)?.[1] ?? 'starting';

/** The innermost step that failed says so first. */
const failedBootStep = (log: string) => /FAILED in step '([^']+)'/.exec(log)?.[1];

const secondsSince = (startMs: number) => Math.round((performance.now() - startMs) / 100) / 10;
