import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { httpPaths } from '../contract';
import { UserError } from '../bin/io/errors';
import { formatBytes, formatSeconds } from '../bin/io/format';
import type { Output } from '../bin/io/output';
import type { ActCast } from './acts/act';
import { acts } from './acts/acts';
import type { ActName } from './acts/names';
import { addresses } from './addresses';
import { BootFailed, bootInstance } from './boot-instance';
import { failedBootStep } from './boot-log';
import { Client } from './client';
import { type Deployment, rehearsalSettings, synthesize } from './deployment-template';
import { type Fault, fullDiskBytes } from './faults';
import type { InstanceImage } from './images';
import { type Instance, t2Micro } from './instance';
import { keepRunning } from './keep-running';
import { makeImages } from './make-images';
import { MemoryWatch } from './memory-watch';
import { type Failure, type Figures, inOrderOfBegin, type Report } from './report';
import { writeReport } from './report/write-report';
import { measureResidentMemory } from './resident-memory';
import { installRequirements, requireLinuxAndRoot } from './requirements';
import { playFirstAct, playSecondAct } from './scenario';
import { checkInstanceLife } from './scenario/instance-life';
import { refuseOtherKills } from './planted-kills';
import { findSecrets } from './secrets';
import type { SeenFault } from './seen-fault';
import { Stage } from './stage/stage';
import type { AcmeServer } from './stand-ins/acme';
import { sizeOfPackages } from './stand-ins/package-mirror';
import { makeSecrets, startStandIns, trustAnchorUrl } from './stand-ins/start-stand-ins';
import type { WaitCondition } from './stand-ins/wait-condition';
import { Timeline } from './timeline';
import { waitUntil } from './wait-until';

export interface RehearseOptions {
  /** Operating system of the instance. */
  readonly image: InstanceImage;
  /** Leave the API running until `signal` fires. */
  readonly keep: boolean;
  /** Loopback port of the API while it is kept, 0 for any free one. */
  readonly port: number;
  readonly fault?: Fault | undefined;
  /** Kill the boot in each of its steps and run it again. */
  readonly interrupt: boolean;
  /** Played between the first use of the API and the reboot. */
  readonly acts: readonly ActName[];
  /** Fetch every package of the instance anew. */
  readonly cold: boolean;
  /** Releases in a row under load. */
  readonly releases: number;
  /** `report.json`, `report.md` and `logs/` go here. */
  readonly resultsDirectory: string;
  /** Root file systems and Debian packages are kept here between rehearsals. */
  readonly cacheDirectory: string;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

interface Connection {
  readonly stage: Stage;
  readonly acme: AcmeServer;
  readonly instance: Instance;
  readonly bootedAtMs: number;
  readonly packagesDirectory: string;
}

interface InstanceToBoot {
  readonly stage: Stage;
  readonly image: string;
  readonly deployment: Deployment;
  readonly waitCondition: WaitCondition;
  /** Nobody knows its address yet; later ones take it over. */
  readonly firstOfDomain: boolean;
}

const logTailLines = 40;
/** Until a boot that has to download every package answers over HTTPS. */
const coldBootSeconds = 180;

/**
 * The rehearsal from the first check to the report; one that failed is a report with `ok: false`.
 * @throws UserError when the machine cannot run it, or when it is interrupted
 */
export async function rehearse(options: RehearseOptions, output: Output): Promise<Report> {
  requireLinuxAndRoot({ platform: process.platform, userId: process.getuid?.() ?? -1 });
  await installRequirements(output, options.signal);
  return new Rehearsal(options, output).play();
}

class Rehearsal {
  private readonly startedAt = new Date();
  private readonly figures: Figures = { memoryLimitMiB: t2Micro.memoryBytes / 1024 ** 2 };
  private readonly timeline = new Timeline();
  private readonly faults: SeenFault[] = [];
  private readonly memory = new MemoryWatch();
  private readonly account = makeSecrets();
  /** Everything that must be found nowhere. */
  private readonly secrets = [
    this.account.databasePassword,
    this.account.jwtSecret,
    this.account.credentials.secretAccessKey,
    this.account.credentials.sessionToken,
  ];
  private cached = true;
  private release: string | undefined;
  private stage: Stage | undefined;
  /** One after the other. */
  private readonly instances: Instance[] = [];

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
    await findSecrets({ secrets: this.secrets, directories: [this.options.resultsDirectory] });
    return report;
  }

  private async playAll(): Promise<void> {
    const { keep, port, fault, cacheDirectory, resultsDirectory, signal } = this.options;
    const { account: secrets, output } = this;
    const { images, cached } = await makeImages(this.options, output);
    this.cached = cached;
    const stage = await this.openStage();
    const deployment = await this.synthesize(stage);
    const packagesDirectory = path.join(this.options.cold ? stage.directory : cacheDirectory, 'packages');
    const standIns = { stage, images, deployment, secrets, fault, packagesDirectory, output };
    const { acme, aws, database, waitCondition, archiveBytes } = await startStandIns(standIns);
    this.figures.archiveBytes = archiveBytes;
    const bootedAtMs = performance.now();
    const boot = (firstOfDomain: boolean) =>
      this.bootInstance({ stage, deployment, waitCondition, image: images.instance, firstOfDomain });
    const instance = await boot(true);
    if (!this.options.interrupt) {
      await this.step('point the domain at the instance, obtain the certificate', () =>
        instance.pointDomainHere(),
      );
    }
    const client = await this.connectClient({ stage, acme, instance, bootedAtMs, packagesDirectory });
    const connection = {
      httpsSocket: stage.socketTo('https'),
      rootCertificate: await acme.rootCertificate(),
    };
    await this.playActs({
      ...{ stage, acme, aws, database, deployment, instance, client, connection, output, signal },
      bootAnother: async () => {
        const another = await boot(false);
        await this.untilAnswered(client);
        return another;
      },
      releases: this.options.releases,
      cacheDirectory,
      figures: this.figures,
      timeline: this.timeline,
      faults: this.faults,
      secrets: this.secrets,
    });
    await this.step('nothing was killed for memory but what was planted', async (note) =>
      note(refuseOtherKills({ ...this.figures, ...this.memory.figures() })),
    );
    await this.step('nothing secret in template, archive and logs', (note) =>
      this.searchSecrets(stage, deployment).then(note),
    );
    if (!keep) return;
    await writeReport(resultsDirectory, this.report(undefined));
    const socket = stage.socketTo('https');
    await keepRunning({ socket, port, acme, resultsDirectory, signal }, output);
  }

  private async openStage(): Promise<Stage> {
    const { cacheDirectory, signal } = this.options;
    this.stage = await this.step('isolate the rehearsal from this machine', () =>
      Stage.open({ parentDirectory: path.join(cacheDirectory, 'runs'), signal }),
    );
    return this.stage;
  }

  private synthesize(stage: Stage): Promise<Deployment> {
    return this.step('synthesize the stack', async (note) => {
      const outputDirectory = path.join(stage.directory, 'cdk.out');
      const settings = rehearsalSettings(trustAnchorUrl, this.options.image);
      const deployment = await synthesize({ outputDirectory, settings, signal: this.options.signal });
      this.release = deployment.releaseId;
      this.figures.userDataBytes = Buffer.byteLength(deployment.userData);
      note(`release ${deployment.releaseId}, user-data ${this.figures.userDataBytes} bytes`);
      return deployment;
    });
  }

  private bootInstance({ stage, image, deployment, waitCondition, firstOfDomain }: InstanceToBoot) {
    const { fault, signal } = this.options;
    const interrupt = this.options.interrupt && firstOfDomain;
    const { userData } = deployment;
    const diskBytes = fault === 'disk' ? fullDiskBytes : undefined;
    const onStart = (instance: Instance) => {
      this.instances.push(instance);
      this.memory.start(instance.group);
    };
    return this.step('boot the instance', async (note) => {
      // Both orders are real: before the first deploy nobody knows the address that the record needs.
      const domainPointsHere = interrupt || !firstOfDomain;
      const boot = {
        stage,
        image,
        userData,
        domainPointsHere,
        diskBytes,
        signal,
        waitCondition,
        interrupt,
        onStart,
        note,
      };
      const { instance, kills } = await bootInstance(boot);
      if (interrupt) this.figures.interruptions = kills;
      return instance;
    });
  }

  private connectClient(connection: Connection): Promise<Client> {
    const { stage, acme, instance, bootedAtMs, packagesDirectory } = connection;
    return this.step('ask over HTTPS, certificate verified', async (note) => {
      const httpsSocket = await stage.exposeInside('https', addresses.instance, 443);
      const httpSocket = await stage.exposeInside('http', addresses.instance, 80);
      const client = new Client({ httpsSocket, httpSocket, rootCertificate: await acme.rootCertificate() });
      const text = await this.untilAnswered(client);
      const seconds = secondsSince(bootedAtMs);
      note(`${text.trim()}, ${formatSeconds(seconds)} after the boot began`);
      await this.keepBootFigures(seconds, packagesDirectory);
      await instance.untilNginxHasReloaded();
      return client;
    });
  }

  private async keepBootFigures(seconds: number, packagesDirectory: string): Promise<void> {
    if (!this.options.cold) return void (this.figures.bootToHttpsSeconds = seconds);
    const { count, bytes } = await sizeOfPackages(packagesDirectory);
    const cold = { coldBootToHttpsSeconds: seconds, packagesFetched: count, packageBytesFetched: bytes };
    Object.assign(this.figures, cold);
    if (seconds < coldBootSeconds) return;
    throw new UserError(
      `With ${count} packages to download (${formatBytes(bytes)}) the boot took ${formatSeconds(seconds)}: it may take ${coldBootSeconds} s.`,
    );
  }

  private untilAnswered(client: Client): Promise<string> {
    return waitUntil(
      async () => {
        const { status, text } = await client.get(httpPaths.version);
        if (status !== 200) throw new UserError(`HTTPS answers ${status}`);
        if (!text.includes(this.release ?? ''))
          throw new UserError(`another release answers: ${text.trim()}`);
        return text;
      },
      { what: 'the API answers over HTTPS', timeoutMs: 90_000, signal: this.options.signal },
    );
  }

  private async playActs(cast: ActCast): Promise<void> {
    const story = await this.step('use the API as a client', () => playFirstAct(cast));
    this.secrets.push(...story.secrets);
    for (const name of this.options.acts) {
      const act = acts[name];
      await this.step(act.title, () => act.play(cast, story));
      await this.step('Nginx, Redis and the application are small', (note) =>
        this.measureResidentMemory(cast.instance).then(note),
      );
    }
    await this.step('reboot the instance', async (note) => {
      const rebootedAtMs = performance.now();
      await cast.instance.reboot();
      await this.untilAnswered(cast.client);
      this.figures.rebootToHttpsSeconds = secondsSince(rebootedAtMs);
      note('HTTPS answers again');
    });
    await this.step('see what the instance looks after by itself', (note) =>
      checkInstanceLife(cast.instance, this.options.image).then(note),
    );
    await this.step('use the API again', () => playSecondAct(cast, story));
    this.figures.calls = cast.client.answered.length;
  }

  /** After each act: whatever left them largest counts. */
  private async measureResidentMemory(instance: Instance): Promise<string> {
    const { mebibytes, words } = await measureResidentMemory(instance);
    this.figures.residentMiB = Math.max(this.figures.residentMiB ?? 0, mebibytes);
    return `${mebibytes} MiB: ${words}`;
  }

  private async searchSecrets(stage: Stage, deployment: Deployment): Promise<string> {
    const instance = this.instances.at(-1) as Instance;
    const journal = await instance.journal();
    const processes = await instance.run(['ps', 'axwwe', '-o', 'command']);
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
        ...this.instances.map(({ disk }) => path.join(disk, 'var/log')),
      ],
      archives: deployment.archiveFiles,
    });
  }

  private async strike(): Promise<void> {
    this.memory.stop();
    await this.keepLogs().catch(() => undefined);
    await this.stage?.close();
  }

  private async keepLogs(): Promise<void> {
    const directory = path.join(this.options.resultsDirectory, 'logs');
    await mkdir(directory, { recursive: true });
    for (const [index, instance] of this.instances.entries()) {
      const suffix = index === 0 ? '' : `-${index + 1}`;
      await writeFile(path.join(directory, `boot${suffix}.log`), await instance.bootLog());
      await writeFile(path.join(directory, `receipts${suffix}.jsonl`), await instance.receipts());
    }
    await writeFile(path.join(directory, 'journal.log'), (await this.instances.at(-1)?.journal()) ?? '');
    for (const name of (await readdir(this.stage?.directory ?? '')).filter((file) => file.endsWith('.log'))) {
      await copyFile(path.join(this.stage?.directory ?? '', name), path.join(directory, name));
    }
  }

  private async explain(error: unknown): Promise<Failure> {
    const failedSteps = this.output.steps().filter(({ ok }) => !ok);
    const bootLog = (await this.instances.at(-1)?.bootLog()) ?? '';
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
      image: this.options.image,
      startedAt: this.startedAt.toISOString(),
      seconds: Math.round((Date.now() - this.startedAt.getTime()) / 100) / 10,
      cached: this.cached,
      ...(this.release && { release: this.release }),
      steps: inOrderOfBegin(this.output.steps()).map(({ seconds, ...step }) => ({
        ...step,
        seconds: Math.round(seconds * 10) / 10,
      })),
      figures: { ...this.figures, ...this.memory.figures() },
      faults: this.faults,
      timeline: this.timeline.periods,
      memory: this.memory.samples,
      ...(failure && { failure }),
    };
  }

  private step<T>(name: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
    return this.output.step(name, (step) => work((text) => step.note(text)));
  }
}

const secondsSince = (startMs: number) => Math.round((performance.now() - startMs) / 100) / 10;
