import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import path from 'node:path';
import { run, start, type RunOptions, type StartedProcess, type StartOptions } from '../../bin/io/run';
import { addresses } from '../addresses';
import { untilReady } from '../until-ready';

/** Outer ends of the sockets; short, because a unix socket's path may have 107 bytes. */
const socketsParent = '/run';
const serviceTimeoutMs = 60_000;

/** Files of the run that need room: the instance's disk above all. */
export interface StageOptions {
  /** Where the run's folder is made. */
  readonly parentDirectory: string;
  readonly signal: AbortSignal;
}

/**
 * Mount, process and network namespaces of their own for everything a rehearsal starts. They end with this process,
 * however it ends: their first process lives as long as the pipe to us is open, and the kernel ends the rest with
 * it. No network device, mount, firewall rule or process can be left behind; what is left (files, control
 * groups) is the janitor's, who waits on a pipe of the same kind.
 */
export class Stage {
  private readonly servers: Server[] = [];

  private constructor(
    /** `waffle-rehearsal-<random>`, with which the names of its control groups begin. */
    readonly name: string,
    /** Files of this run, gone with it. */
    readonly directory: string,
    readonly socketsDirectory: string,
    private readonly firstProcessId: number,
    private readonly namespaces: StartedProcess,
    private readonly janitor: StartedProcess,
    private readonly signal: AbortSignal,
  ) {}

  static async open({ parentDirectory, signal }: StageOptions): Promise<Stage> {
    await mkdir(parentDirectory, { recursive: true });
    const directory = await mkdtemp(path.join(parentDirectory, 'run-'));
    const name = `waffle-rehearsal-${path.basename(directory).slice('run-'.length)}`;
    const socketsDirectory = path.join(socketsParent, name);
    const janitorScript = path.join(__dirname, 'janitor.sh');
    const janitor = await start(['bash', janitorScript, name, directory, socketsDirectory], {
      lifeline: true,
    });
    await mkdir(socketsDirectory, { mode: 0o700 });

    const namespaces = await start(
      [
        'unshare',
        '--mount',
        '--net',
        '--pid',
        '--fork',
        '--kill-child',
        '--mount-proc',
        '--propagation',
        'private',
        'bash',
        '-c',
        'while read -r _; do :; done',
      ],
      { lifeline: true },
    );
    const firstProcessId = await childOf(namespaces.pid);
    const stage = new Stage(name, directory, socketsDirectory, firstProcessId, namespaces, janitor, signal);
    await stage.buildNetwork();
    return stage;
  }

  /** Runs a program inside. @throws CommandFailed */
  run(argv: readonly string[], options: RunOptions = {}) {
    return run(this.inside(argv), { signal: this.signal, ...options });
  }

  /** Starts a program inside that stays. */
  start(argv: readonly string[], options: StartOptions = {}): Promise<StartedProcess> {
    return start(this.inside(argv), options);
  }

  /**
   * Starts a program inside and waits until it is ready. Its output goes to `<name>.log` of the run's folder.
   * @throws UserError with the end of that log, as soon as it has ended or when it is not ready in time
   */
  async startService(
    name: string,
    argv: readonly string[],
    { ready, env = {} }: { readonly ready: () => Promise<unknown>; readonly env?: Record<string, string> },
  ): Promise<StartedProcess> {
    const logFile = path.join(this.directory, `${name}.log`);
    const service = await this.start(argv, { env, outputFile: logFile });
    await untilReady(service, { name, logFile, ready, timeoutMs: serviceTimeoutMs, signal: this.signal });
    return service;
  }

  /** A writable root file system over an image, which stays as it is. @returns its path, valid inside only */
  async mountImage(imageDirectory: string, name: string): Promise<string> {
    const [upper, work, root] = ['upper', 'work', 'root'].map((part) =>
      path.join(this.directory, name, part),
    );
    for (const directory of [upper, work, root]) await mkdir(directory as string, { recursive: true });
    const layers = `lowerdir=${imageDirectory},upperdir=${upper},workdir=${work}`;
    await this.run(['mount', '-t', 'overlay', 'overlay', '-o', layers, root as string]);
    return root as string;
  }

  /** Where what was written to a mounted image is found from outside. */
  upperDirectory(name: string): string {
    return path.join(this.directory, name, 'upper');
  }

  /** An HTTP server of this process that programs inside reach at an address of theirs. */
  async serve(
    name: string,
    { address, port }: { readonly address: string; readonly port: number },
    listener: RequestListener,
  ): Promise<void> {
    const server = createServer(listener);
    this.servers.push(server);
    const socket = this.socketTo(name);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
    await this.start([
      'socat',
      `TCP-LISTEN:${port},bind=${address},fork,reuseaddr`,
      `UNIX-CONNECT:${socket}`,
    ]);
  }

  /** A unix socket outside that leads to an address inside. @returns its path */
  async exposeInside(name: string, address: string, port: number): Promise<string> {
    const socket = this.socketTo(name);
    // Whoever connects while so many wait is refused. Default: 5.
    const listen = `UNIX-LISTEN:${socket},fork,backlog=128`;
    await this.start(['socat', listen, `TCP:${address}:${port}`]);
    return socket;
  }

  /** The path of an exposed socket, by its name. */
  socketTo(name: string): string {
    return path.join(this.socketsDirectory, `${name}.sock`);
  }

  /** Ends everything inside and removes what it left. Resolves when that is done. */
  async close(): Promise<void> {
    this.servers.forEach((server) => server.close().closeAllConnections());
    this.namespaces.letGo();
    await this.namespaces.exited;
    this.janitor.letGo();
    await this.janitor.exited;
    await rm(this.directory, { recursive: true, force: true });
  }

  private inside(argv: readonly string[]): string[] {
    return ['nsenter', '--target', String(this.firstProcessId), '--mount', '--net', '--pid', '--', ...argv];
  }

  /** A pair of virtual cards: ours with the stand-ins' addresses, the other in the instance's own namespace. */
  private async buildNetwork(): Promise<void> {
    const { standIns, instance, metadata, prefixLength } = addresses;
    const commands = [
      'mkdir -p /run/netns',
      'mount -t tmpfs tmpfs /run/netns',
      'ip link set lo up',
      'ip netns add instance',
      'ip link add stand-ins type veth peer name host0 netns instance',
      `ip address add ${standIns}/${prefixLength} dev stand-ins`,
      `ip address add ${metadata}/32 dev stand-ins`,
      'ip link set stand-ins up',
      `ip -n instance address add ${instance}/${prefixLength} dev host0`,
      'ip -n instance link set host0 up',
      'ip -n instance link set lo up',
      `ip -n instance route add default via ${standIns}`,
    ];
    for (const command of commands) await this.run(command.split(' '));
  }
}

/** `unshare` forks: the process that is first in the new namespaces is its child. */
async function childOf(processId: number): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const children = await readFile(`/proc/${processId}/task/${processId}/children`, 'utf8');
    const child = Number(children.trim().split(' ')[0]);
    if (child && (await isMounted(child))) return child;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('unshare started no process');
}

/** Its own /proc is mounted last of all, right before the program starts. */
const isMounted = async (processId: number) =>
  (await readFile(`/proc/${processId}/comm`, 'utf8').catch(() => '')).trim() === 'bash';
