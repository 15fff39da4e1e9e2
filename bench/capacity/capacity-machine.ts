import { existsSync, readFileSync, statSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { UserError } from '../../bin/io/errors';
import { start } from '../../bin/io/run';
import { ControlGroup } from '../../rehearsal/stage/control-group';
import type { CleanUp } from '../clean-up';
import { onServerProcessor, type Wrap } from '../machine/processors';
import { cpuSecondsOfTrees } from '../measure/process-cpu';
import { startNginxServer } from '../servers/nginx-server';
import { startRedisServer } from '../servers/redis-server';
import { placeStacks } from '../site';
import { stacks, type Surroundings } from '../stacks';

/** One processor and 1 GiB: what a t2.micro has. */
export const limits = { cpus: 1, memoryBytes: 1024 ** 3 } as const;

/** What runs on the machine that is measured; the database has a machine of its own. */
export type Program = 'app' | 'nginx' | 'redis';

/** The release, Nginx with TLS and Redis in one control group. */
export class CapacityMachine {
  private constructor(
    readonly origin: string,
    private readonly group: ControlGroup,
    private readonly pids: Readonly<Record<Program, number>>,
    private readonly logFile: string,
  ) {}

  /** @throws UserError */
  static async start(
    directory: string,
    surroundings: Omit<Surroundings, 'redisSocket'> & { readonly tls: { certificate: string; key: string } },
    signal: AbortSignal,
    cleanUp: CleanUp,
  ): Promise<CapacityMachine> {
    const name = `waffle-capacity-${process.pid}`;
    const group = await ControlGroup.create(name, limits);
    cleanUp.add(() => removeGroup(name));
    const wrap: Wrap = (argv) => group.enter(onServerProcessor(argv));
    const redis = await startRedisServer(directory, signal, wrap);
    cleanUp.add(redis.stop);
    const [placed] = await placeStacks(
      stacks.filter((stack) => stack.name === 'ours'),
      directory,
      '',
    );
    const { stack, site, sockets, logFile } = placed as NonNullable<typeof placed>;
    const command = stack.command?.(sockets[0] as string, { ...surroundings, redisSocket: redis.socket });
    if (command === undefined) throw new Error('There is no stack of this project.');
    const environment = { ...command.environment, CACHE_TTL_SECONDS: '60' };
    const app = await start(wrap(command.argv), { env: environment, outputFile: logFile, signal });
    cleanUp.add(() => app.stop());
    await untilListening(sockets[0] as string, logFile, signal);
    const sites = [{ ...site, tls: surroundings.tls }];
    const nginx = await startNginxServer({ directory, listPath: '/', sites, signal, wrap });
    cleanUp.add(() => nginx.stop());
    const pids = { app: app.pid, nginx: nginx.pid, redis: redis.pid };
    return new CapacityMachine(`https://127.0.0.1:${site.port}`, group, pids, logFile);
  }

  /** Seconds that each program has computed so far. */
  cpuSeconds(): Readonly<Record<Program, number>> {
    const { app, nginx, redis } = this.pids;
    const of = (pid: number) => cpuSecondsOfTrees([pid]);
    return { app: of(app), nginx: of(nginx), redis: of(redis) };
  }

  /** What the API has logged so far. */
  logBytes(): number {
    return statSync(this.logFile).size;
  }

  /** The most that all of them had at once, page cache included. */
  async peakMiB(): Promise<number> {
    return (await this.group.memory()).peakBytes / 2 ** 20;
  }
}

const startTimeoutMs = 60_000;

async function untilListening(socket: string, logFile: string, signal: AbortSignal): Promise<void> {
  const deadlineMs = performance.now() + startTimeoutMs;
  while (!existsSync(socket)) {
    signal.throwIfAborted();
    if (performance.now() > deadlineMs) {
      const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-2_000) : '';
      throw new UserError(`The API did not start within ${startTimeoutMs / 1_000} s.\n${log}`);
    }
    await sleep(50);
  }
}

/** In each hierarchy where it is; its processes have ended by then. */
async function removeGroup(name: string): Promise<void> {
  const root = '/sys/fs/cgroup';
  const places = ['', 'memory', 'cpu', 'pids', 'systemd', 'unified'].map((hierarchy) =>
    path.join(root, hierarchy, name),
  );
  await Promise.all(places.filter((place) => existsSync(place)).map((place) => rmdir(place)));
}
