import { readdirSync, readFileSync } from 'node:fs';

/** Memory of one process, in KiB. */
export interface ProcessMemory {
  readonly residentKiB: number;
  /** The part of it that no other process maps. */
  readonly privateKiB: number;
}

/** Memory of a process and of all that it started, in MiB. */
export const memoryOfTrees = (pids: readonly number[]): number =>
  sumOfTree(pids.flatMap(treeOf).map(memoryOf)) / 1024;

/** What several processes share (a library, pages from before a fork) counts once; of one process it is its RSS. */
export const sumOfTree = (processes: readonly ProcessMemory[]): number =>
  processes.reduce((sum, { privateKiB }) => sum + privateKiB, 0) +
  Math.max(0, ...processes.map(({ residentKiB, privateKiB }) => residentKiB - privateKiB));

/** A process and all that it started. */
export function treeOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .flatMap((name) => treeOf(Number(name)));
  return [pid, ...children];
}

/** The field after the state, behind the name in parentheses, which may hold anything. */
function parentOf(pid: string): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function memoryOf(pid: number): ProcessMemory {
  const rollup = read(`/proc/${pid}/smaps_rollup`);
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
  return { residentKiB: kib('Rss'), privateKiB: kib('Private_Clean') + kib('Private_Dirty') };
}

/** '' for a process that has just ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
