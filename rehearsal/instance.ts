import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { instance as layout } from '../contract';
import { apiRecord, awsEndpoint, hostsFile, packageMirror } from './addresses';
import { cloudInitMetadata, instanceId } from './stand-ins/metadata';
import type { RunOptions, StartedProcess } from '../bin/io/run';
import { ControlGroup } from './stage/control-group';
import { installFile } from './stage/install-file';
import type { Stage } from './stage/stage';
import { waitUntil } from './wait-until';

/** A t2.micro: 1 vCPU, 1 GiB. https://aws.amazon.com/ec2/instance-types/t2/, 2026-11. */
export const t2Micro = { memoryBytes: 1024 ** 3, cpus: 1 } as const;

const bootLogFile = 'var/log/waffle-backend-boot.log';
const cloudInitLogFile = 'var/log/cloud-init-output.log';
const seenUserDataFile = `var/lib/cloud/instances/${instanceId}/user-data.txt`;

export interface BootOptions {
  readonly stage: Stage;
  readonly image: string;
  readonly userData: string;
  readonly signal: AbortSignal;
  /** Whether the domain leads to the instance from the start; see `pointDomainHere`. */
  readonly domainPointsHere: boolean;
  /** A planted fault: the disk below /opt has this many bytes. */
  readonly diskBytes?: number | undefined;
}

/** The instance: Debian 13 or Ubuntu 24.04 under systemd and cloud-init, in the memory of a t2.micro. */
export class Instance {
  private static count = 0;

  private constructor(
    private readonly stage: Stage,
    /** `instance-1`, one after the other. */
    readonly name: string,
    readonly group: ControlGroup,
    private readonly container: StartedProcess,
    private readonly signal: AbortSignal,
  ) {}

  static async boot({
    stage,
    image,
    userData,
    domainPointsHere,
    signal,
    diskBytes,
  }: BootOptions): Promise<Instance> {
    Instance.count += 1;
    const name = `instance-${Instance.count}`;
    const root = await stage.mountImage(image, name);
    await prepareImage(
      stage.upperDirectory(name),
      userData,
      domainPointsHere ? hostsFile + apiRecord : hostsFile,
    );
    const group = await ControlGroup.create(`${stage.name}-${Instance.count}`, t2Micro);
    const disk = diskBytes === undefined ? [] : [`--tmpfs=/opt:size=${diskBytes}`];
    const nspawn = [
      'systemd-nspawn',
      '--boot',
      '--quiet',
      '--directory',
      root,
      // No systemd of this machine is asked for anything.
      '--register=no',
      '--keep-unit',
      '--network-namespace-path=/run/netns/instance',
      '--resolv-conf=off',
      '--link-journal=no',
      ...disk,
    ];
    const container = await stage.start(group.enter([...acrossReboots, ...nspawn]), {
      outputFile: path.join(stage.directory, `${name}-console.log`),
    });
    return new Instance(stage, name, group, container, signal);
  }

  /** Where cloud-init keeps the user-data, in the instance. */
  readonly userDataFile = `/${seenUserDataFile}`;

  /** Runs a command in the instance, as root. */
  async run(argv: readonly string[], options: RunOptions = {}): Promise<string> {
    const leader = await this.leader();
    // From inside the stage, process ids are the stage's own.
    const { stdout } = await this.stage.run(['nsenter', '--target', String(leader), '--all', '--', ...argv], {
      timeoutMs: 60_000,
      ...options,
    });
    return stdout;
  }

  /** Enters the domain's record, and does what the timer does every 15 minutes. */
  async pointDomainHere(): Promise<void> {
    await this.run(['bash', '-c', 'printf "%s" "$1" >>/etc/hosts', 'record', apiRecord]);
    await this.run(['systemctl', 'start', layout.certificateUnit]);
  }

  /** After a reload the worker with the certificate from before may take some connections yet. */
  async untilNginxHasReloaded(): Promise<void> {
    const workers = () => this.run(['pgrep', '--count', '--euid', layout.webUser, 'nginx']);
    await waitUntil(async () => (Number(await workers()) === 1 ? true : undefined), {
      what: 'Nginx’s previous worker ends',
      timeoutMs: 30_000,
      signal: this.signal,
    });
  }

  async reboot(): Promise<void> {
    const before = await this.leaderOutside();
    await this.run(['systemctl', 'reboot', '--no-block']);
    await waitUntil(async () => ((await this.leaderOutside()) === before ? undefined : true), {
      what: 'the instance goes down for its reboot',
      timeoutMs: 90_000,
      signal: this.signal,
    });
  }

  /** As if its machine had failed: nothing in it gets to say goodbye. */
  async terminate(): Promise<void> {
    const isEmpty = async () => {
      const ids = await this.group.processIds();
      // Its first process is among them, and takes the others with it.
      ids.forEach((id) => tryToKill(id));
      return ids.length === 0 ? true : undefined;
    };
    await waitUntil(isEmpty, {
      what: 'the instance is gone',
      timeoutMs: 30_000,
      signal: this.signal,
      intervalMs: 50,
    });
  }

  /** Whether its container has ended. */
  async hasEnded(): Promise<boolean> {
    return Promise.race([
      this.container.exited.then(() => true),
      new Promise<false>((resolve) => setImmediate(() => resolve(false))),
    ]);
  }

  /** Of all units, of this start and those before; without dates, and empty when nobody can be asked any more. */
  journal(): Promise<string> {
    return this.run(['journalctl', '--no-pager', '--output', 'cat']).catch(() => '');
  }

  /** The log of the boot so far: what user-data and bootstrap.sh said. */
  async bootLog(): Promise<string> {
    return (await this.readFile(bootLogFile)) || (await this.readFile(cloudInitLogFile));
  }

  /** One line for each release so far. */
  receipts(): Promise<string> {
    return this.readFile(layout.receiptsFile.slice(1));
  }

  /** The user-data as cloud-init received it. */
  seenUserData(): Promise<string> {
    return this.readFile(seenUserDataFile);
  }

  /** Below it is what it wrote, by its own paths. */
  get disk(): string {
    return this.stage.upperDirectory(this.name);
  }

  private readFile(file: string): Promise<string> {
    return readFile(path.join(this.disk, file), 'utf8').catch(() => '');
  }

  private async leader(): Promise<number> {
    return (await this.findLeader()).insideStage;
  }

  private async leaderOutside(): Promise<number | undefined> {
    return this.findLeader().then(
      ({ outside }) => outside,
      () => undefined,
    );
  }

  /** The first process of the container: the one whose innermost process id is 1. */
  private async findLeader() {
    for (const outside of await this.group.processIds()) {
      const status = await readFile(`/proc/${outside}/status`, 'utf8').catch(() => '');
      const ids = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/).map(Number) ?? [];
      if (ids.at(-1) === 1 && ids.length > 2) return { outside, insideStage: ids.at(-2) as number };
    }
    throw new Error('the instance is not running');
  }
}

function tryToKill(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** systemd-nspawn ends with status 133 when the system inside reboots, and leaves starting it again to its caller. */
const acrossReboots = ['bash', '-c', 'until "$@"; [ $? -ne 133 ]; do :; done', 'across-reboots'];

/** What the machine image and its network would bring; the deploy itself brings the rest. */
async function prepareImage(upper: string, userData: string, hosts: string): Promise<void> {
  const seed = path.join(upper, 'var/lib/cloud/seed/nocloud');
  await mkdir(seed, { recursive: true });
  await writeFile(path.join(seed, 'user-data'), userData);
  await writeFile(path.join(seed, 'meta-data'), cloudInitMetadata);
  await writeFile(path.join(seed, 'network-config'), 'config: disabled\n');
  await installFile(path.join(upper, 'etc/hosts'), hosts);
  // Nobody answers there: a name that the hosts file lacks is unknown at once instead of after a timeout.
  await installFile(path.join(upper, 'etc/resolv.conf'), 'nameserver 127.0.0.1\n');
  // Where the AWS command line and SDKs look for another endpoint than the real, and npm for another registry.
  await installFile(
    path.join(upper, 'etc/systemd/system.conf.d/stand-ins.conf'),
    `[Manager]\nDefaultEnvironment=AWS_ENDPOINT_URL=${awsEndpoint} NPM_CONFIG_REGISTRY=${packageMirror}\n`,
  );
  await installMemoryLimits(upper);
  // The same for one who logs in and asks sudo.
  await installFile(path.join(upper, 'root/.aws/config'), `[default]\nendpoint_url = ${awsEndpoint}\n`);
  await installFile(
    path.join(upper, 'etc/apt/apt.conf.d/90mirror'),
    `Acquire::http::Proxy "${packageMirror}";\nAcquire::Check-Valid-Until "false";\n`,
  );
}

/**
 * systemd-nspawn mounts the memory hierarchy of version 1 read-only, and a systemd that starts so ignores every MemoryMax=.
 * Version 2 needs none of this, and an instance on EC2 has that.
 */
const memoryLimitsUnit = `[Unit]
DefaultDependencies=no
ConditionPathExists=/sys/fs/cgroup/memory/memory.limit_in_bytes
Before=sysinit.target
[Service]
Type=oneshot
ExecStart=mount -o remount,bind,rw /sys/fs/cgroup/memory
ExecStart=systemctl daemon-reexec
`;

async function installMemoryLimits(upper: string): Promise<void> {
  const units = path.join(upper, 'etc/systemd/system');
  await installFile(path.join(units, 'memory-limits.service'), memoryLimitsUnit);
  await mkdir(path.join(units, 'sysinit.target.wants'), { recursive: true });
  await symlink('../memory-limits.service', path.join(units, 'sysinit.target.wants/memory-limits.service'));
}
