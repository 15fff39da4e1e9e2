import { readFileSync } from 'node:fs';

import { treeOf } from './process-memory';

/** Linux tells the time of processes in hundredths of a second, whatever its own clock (`getconf CLK_TCK`). */
const ticksPerSecond = 100;

/** Seconds that the processes and all that they started have computed so far, in the kernel too. */
export const cpuSecondsOfTrees = (pids: readonly number[]): number =>
  pids.flatMap(treeOf).reduce((sum, pid) => sum + ticksOf(pid), 0) / ticksPerSecond;

/** The fields 14 and 15 of proc(5), counted behind the name in parentheses, which may hold anything. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
