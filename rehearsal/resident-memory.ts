import { instance as layout } from '../contract';
import { UserError } from '../bin/io/errors';
import type { Instance } from './instance';

/** What Nginx, Redis and the application may take together after load. */
const mostMegabytes = 200;
const units = ['nginx.service', layout.redisUnit, layout.appUnit.replace('@', '@[ab]')];

/**
 * Resident memory of Nginx, Redis and the application: the sum of the proportional set sizes (`Pss` of
 * /proc/PID/smaps_rollup, the kernel's own account, in which a page that n processes share counts 1/n for each) of every
 * process in the control groups of nginx.service, waffle-redis.service and waffle-backend@a or @b.service.
 */
export interface ResidentMemory {
  readonly mebibytes: number;
  /** `nginx 9 MiB, waffle-redis 8 MiB, waffle-backend@a 83 MiB` */
  readonly words: string;
}

/** @throws UserError when it is more than it may be */
export async function measureResidentMemory(instance: Instance): Promise<ResidentMemory> {
  const memory = summarize(await instance.run(['bash', '-c', readScript, 'resident', ...units]));
  if (memory.bytes < mostMegabytes * 1_000_000) return memory;
  throw new UserError(`Nginx, Redis and the application take more than ${mostMegabytes} MB: ${memory.words}`);
}

/** A line a process: its unit, and KiB. A process that ends meanwhile has none. */
const readScript = `for unit; do
  for process in $(grep -lE "/$unit\\$" /proc/[0-9]*/cgroup 2>/dev/null); do
    name=$(grep -oEm 1 "$unit\\$" "$process" 2>/dev/null) || continue
    awk -v name="$name" '/^Pss:/ { print name, $2 }' "\${process%cgroup}smaps_rollup" 2>/dev/null
  done
done; true`;

export function summarize(lines: string): ResidentMemory & { readonly bytes: number } {
  const kibibytes: Record<string, number> = {};
  for (const [, unit = '', value] of lines.matchAll(/^(\S+)\.service (\d+)$/gm)) {
    kibibytes[unit] = (kibibytes[unit] ?? 0) + Number(value);
  }
  const sum = Object.values(kibibytes).reduce((total, value) => total + value, 0);
  const words = Object.entries(kibibytes).map(([unit, value]) => `${unit} ${Math.round(value / 1024)} MiB`);
  return { bytes: sum * 1024, mebibytes: Math.round(sum / 1024), words: words.join(', ') };
}
