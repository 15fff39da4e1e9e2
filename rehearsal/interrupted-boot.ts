import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, UserError } from '../bin/io/errors';
import type { Instance } from './instance';
import { bootSteps } from './boot-log';

export interface InterruptedBootOptions {
  readonly instance: Instance;
  /** Whether the instance has said how its boot went. */
  readonly isOver: () => boolean;
  readonly onKill: (step: string) => void;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How far into a step it is killed; the steps take turns. */
const delaysMs = [0, 100, 400];
const pollMs = 50;
/** Run the user-data at first: the second one since cloud-init 24.3. */
const cloudInitUnits = ['cloud-final.service', 'cloud-init-main.service'];

/**
 * Kills the boot the first time it is seen in each of its steps, everything it started included, and runs the user-data
 * again as one would by hand. @returns the steps in which it was killed
 */
export async function interruptBoot(options: InterruptedBootOptions): Promise<string[]> {
  const { instance, isOver, onKill, timeoutMs, signal } = options;
  const deadline = Date.now() + timeoutMs;
  const killed: string[] = [];
  let units = cloudInitUnits;
  while (!isOver()) {
    if (Date.now() > deadline) {
      throw new UserError(`the boot did not end within ${timeoutMs / 1000} s`, {
        code: exitCodes.interrupted,
      });
    }
    const step = bootSteps(await instance.bootLog()).at(-1);
    if (step !== undefined && !killed.includes(step)) {
      await sleep(delaysMs[killed.length % delaysMs.length], undefined, { signal });
      killed.push(step);
      onKill(step);
      for (const unit of units) await killAll(instance, unit);
      const unit = `boot-again-${killed.length}.service`;
      await instance.run(['systemd-run', '--quiet', `--unit=${unit}`, 'bash', instance.userDataFile]);
      units = [unit];
    }
    await sleep(pollMs, undefined, { signal });
  }
  return killed;
}

/** A process that forks while its unit is being killed can leave a child: killed again until nobody is left. */
const killAll = (instance: Instance, unit: string) =>
  instance.run(['bash', '-c', killScript, 'kill-all', unit]);

const killScript = `
  group=/sys/fs/cgroup/systemd$(systemctl show --property ControlGroup --value "$1")
  [ -d "$group" ] || group=/sys/fs/cgroup\${group#/sys/fs/cgroup/systemd}
  while systemctl kill --signal=KILL "$1" 2>/dev/null && [ -s "$group/cgroup.procs" ]; do :; done`;
