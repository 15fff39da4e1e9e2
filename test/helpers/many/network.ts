import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

import { eventually } from '../eventually';

/** As an account has subnets: where the balancer asks, where Redis is, and where the database is. */
export const segments = { front: '10.77.1', cache: '10.77.2', data: '10.77.3' } as const;
export type Segment = keyof typeof segments;

/** A machine of the network, with a card on each segment that it is on. */
export interface Host {
  readonly name: string;
  /** What a command begins with to run there. */
  readonly inside: readonly string[];
  readonly address: (segment: Segment) => string;
}

/** A network of machines, each in a namespace of its own. A namespace ends with its last process, and all of them with this one. */
export class Network {
  readonly #namespaces: ChildProcess[] = [];
  #router: readonly string[] = [];

  static async create(): Promise<Network> {
    const network = new Network();
    network.#router = inside(await network.#newNamespace());
    for (const segment of Object.keys(segments)) {
      network.#route(`link add ${segment} type bridge`);
      network.#route(`link set ${segment} up`);
    }
    return network;
  }

  /** `number` is the last part of its addresses. */
  async addHost(name: string, number: number, on: readonly Segment[]): Promise<Host> {
    const pid = await this.#newNamespace();
    const host = {
      name,
      inside: inside(pid),
      address: (segment: Segment) => `${segments[segment]}.${number}`,
    };
    execute([...host.inside, 'ip', 'link', 'set', 'lo', 'up']);
    for (const segment of on) {
      const card = cardOf(name, segment);
      this.#route(`link add ${card} type veth peer name ${segment} netns ${pid}`);
      this.#route(`link set ${card} master ${segment} up`);
      execute([...host.inside, 'ip', 'address', 'add', `${host.address(segment)}/24`, 'dev', segment]);
      execute([...host.inside, 'ip', 'link', 'set', segment, 'up']);
    }
    return host;
  }

  /** From now on no packet passes between the machine and that segment, and nobody is told. */
  cut({ name }: Host, segment: Segment): void {
    this.#route(`link set ${cardOf(name, segment)} nomaster`);
  }

  mend({ name }: Host, segment: Segment): void {
    this.#route(`link set ${cardOf(name, segment)} master ${segment}`);
  }

  async remove(): Promise<void> {
    for (const namespace of this.#namespaces) {
      const exited = once(namespace, 'exit');
      namespace.kill('SIGKILL');
      await exited;
    }
  }

  #route(words: string): void {
    execute([...this.#router, 'ip', ...words.split(' ')]);
  }

  /** The process that keeps it. */
  async #newNamespace(): Promise<number> {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--net', 'sleep', 'infinity']);
    this.#namespaces.push(child);
    await eventually(() => {
      if (execute(['cat', `/proc/${child.pid}/comm`]).trim() !== 'sleep') throw new Error('not yet');
      return Promise.resolve();
    });
    return child.pid ?? 0;
  }
}

const inside = (pid: number) => ['nsenter', `--net=/proc/${pid}/ns/net`, '--'];

/** A name of a card has 15 letters at most. */
const cardOf = (name: string, segment: Segment) => `${name}-${segment}`;

const execute = ([command = '', ...words]: readonly string[]) =>
  execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
