import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../../bin/io/run';

const root = '/sys/fs/cgroup';
/** Hierarchies of version 1 in which the instance gets a group; version 2 has one for all. */
const version1Hierarchies = ['memory', 'cpu', 'pids', 'systemd', 'unified'];
const cpuPeriodMicroseconds = 100_000;
/** An instance has its CPU to itself, however busy this machine is: the greatest weights that there are. Default: 1024, 100. */
const cpuShares = '262144';
const cpuWeight = '10000';

export interface Limits {
  /** Hard limit; what exceeds it is killed by the kernel. */
  readonly memoryBytes: number;
  readonly cpus: number;
}

export interface MemoryFigures {
  /** Highest use since the start, page cache included. */
  readonly peakBytes: number;
  /** Memory of processes now, page cache excluded. */
  readonly anonymousBytes: number;
  /** Files that the kernel keeps for them, and gives up when memory is wanted. */
  readonly cacheBytes: number;
}

/** The control group of an instance: entered by its first process before that is executed, so it binds all others. */
export class ControlGroup {
  private constructor(
    private readonly name: string,
    private readonly directories: readonly string[],
    private readonly isVersion2: boolean,
    private logged: { readonly kernelKills: number; readonly kills: number },
  ) {}

  static async create(name: string, limits: Limits): Promise<ControlGroup> {
    const isVersion2 = await exists(path.join(root, 'cgroup.controllers'));
    const group = isVersion2 ? await createVersion2(name, limits) : await createVersion1(name, limits);
    const logged = { kernelKills: await readKills('/proc/vmstat'), kills: 0 };
    return new ControlGroup(name, group, isVersion2, logged);
  }

  /** A command that enters the group and becomes `argv`. */
  enter(argv: readonly string[]): string[] {
    const script = 'until [ "$1" = -- ]; do echo 0 >"$1/cgroup.procs" || exit; shift; done; shift; exec "$@"';
    return ['bash', '-c', script, 'enter', ...this.directories, '--', ...argv];
  }

  async memory(): Promise<MemoryFigures> {
    const directory = this.directories[0] as string;
    const peak = this.isVersion2 ? 'memory.peak' : 'memory.max_usage_in_bytes';
    const statistics = await readFile(path.join(directory, 'memory.stat'), 'utf8');
    const bytesOf = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(statistics)?.[1]);
    return {
      peakBytes: Number(await readFile(path.join(directory, peak), 'utf8')),
      anonymousBytes: bytesOf(this.isVersion2 ? 'anon' : 'total_rss'),
      cacheBytes: bytesOf(this.isVersion2 ? 'file' : 'total_cache'),
    };
  }

  /** How often the kernel killed a process for memory, in the group or one below. */
  async outOfMemoryKills(): Promise<number> {
    if (!this.isVersion2) return this.loggedKills();
    return readKills(path.join(this.directories[0] as string, 'memory.events'));
  }

  /**
   * Version 1 counts in the group of the process alone, which ends with its service. The kernel's log tells of all; it is
   * read when the count of the whole machine has grown.
   */
  private async loggedKills(): Promise<number> {
    const kernelKills = await readKills('/proc/vmstat');
    if (kernelKills !== this.logged.kernelKills) {
      const { stdout } = await run(['dmesg']);
      const kills = stdout.split(`oom-kill:`).filter((entry) => entry.includes(`,task_memcg=/${this.name}`));
      this.logged = { kernelKills, kills: kills.length };
    }
    return this.logged.kills;
  }

  /** Ids of all processes in the group and the groups below, as seen from outside. */
  async processIds(): Promise<number[]> {
    const directory = this.directories[0] as string;
    const names = await readNames(directory);
    const files = ['cgroup.procs', ...names.filter((name) => name.endsWith('/cgroup.procs'))];
    const lists = await Promise.all(
      files.map((file) => readFile(path.join(directory, file), 'utf8').catch(() => '')),
    );
    return lists.flatMap((list) => list.split('\n').filter(Boolean).map(Number));
  }
}

/** Of all files below. A service that ends takes its group away, perhaps while we look: then we look again. */
async function readNames(directory: string, attempts = 10): Promise<string[]> {
  try {
    return await readdir(directory, { recursive: true });
  } catch (error) {
    if (attempts === 1 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return readNames(directory, attempts - 1);
  }
}

const readKills = async (file: string) =>
  Number(/^oom_kill (\d+)$/m.exec(await readFile(file, 'utf8'))?.[1] ?? 0);

async function createVersion2(name: string, { memoryBytes, cpus }: Limits): Promise<string[]> {
  await writeFile(path.join(root, 'cgroup.subtree_control'), '+memory +cpu +pids');
  const directory = path.join(root, name);
  await mkdir(directory);
  await writeFile(path.join(directory, 'memory.max'), String(memoryBytes));
  await writeFile(
    path.join(directory, 'cpu.max'),
    `${cpus * cpuPeriodMicroseconds} ${cpuPeriodMicroseconds}`,
  );
  await writeFile(path.join(directory, 'cpu.weight'), cpuWeight);
  return [directory];
}

async function createVersion1(name: string, { memoryBytes, cpus }: Limits): Promise<string[]> {
  const present: string[] = [];
  for (const hierarchy of version1Hierarchies) {
    if (await exists(path.join(root, hierarchy, 'cgroup.procs')))
      present.push(path.join(root, hierarchy, name));
  }
  for (const directory of present) await mkdir(directory);
  const [memory, cpu] = ['memory', 'cpu'].map((hierarchy) => path.join(root, hierarchy, name));
  await writeFile(path.join(memory as string, 'memory.limit_in_bytes'), String(memoryBytes));
  await writeFile(path.join(cpu as string, 'cpu.cfs_period_us'), String(cpuPeriodMicroseconds));
  await writeFile(path.join(cpu as string, 'cpu.cfs_quota_us'), String(cpus * cpuPeriodMicroseconds));
  await writeFile(path.join(cpu as string, 'cpu.shares'), cpuShares);
  return present;
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
