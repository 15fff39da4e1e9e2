import { UserError } from '../../bin/io/errors';
import type { LoadResult } from '../load-result';
import type { Story } from '../scenario';
import { asClientView } from '../seen-fault';
import { refuseFailures, underLoad, type WatchedLoad } from '../under-load';
import type { ActCast } from './act';

export interface FaultToPlant<T> {
  /** For the report: `the database is gone for 30 s`. */
  readonly fault: string;
  /** Plants it, waits until it is over, and throws for what must not be. */
  plant(): Promise<T>;
  /** Whether clients must not notice. */
  readonly unnoticed?: boolean;
  /** What the server did about it. */
  outcome(watched: WatchedLoad<T>): string;
  verdictSeconds?(value: T): number;
  /** Whether the kernel has to kill a process for memory, one. @default false */
  readonly killsForMemory?: boolean;
}

/** Plants a fault while clients use the API: a step of the rehearsal and a row of the report. @throws UserError */
export async function plantFault<T>(
  cast: ActCast,
  story: Story,
  toPlant: FaultToPlant<T>,
): Promise<WatchedLoad<T>> {
  const { fault, unnoticed = false } = toPlant;
  return cast.output.step(fault, async (step) => {
    const before = await cast.instance.group.outOfMemoryKills();
    const watched = await underLoad(cast, story, fault, () => toPlant.plant());
    if (toPlant.killsForMemory) await countPlanted(cast, before);
    if (unnoticed) refuseFailures(watched.result);
    const outcome = toPlant.outcome(watched);
    const verdictSeconds = toPlant.verdictSeconds?.(watched.value);
    cast.faults.push({ fault, outcome, verdictSeconds, client: asClientView(watched) });
    step.note(`${outcome}; ${whatClientsSaw(watched.result)}`);
    return watched;
  });
}

/** @throws UserError unless one process more was killed than before */
async function countPlanted({ instance, figures }: ActCast, before: number): Promise<void> {
  const kills = (await instance.group.outOfMemoryKills()) - before;
  if (kills !== 1) throw new UserError(`the kernel killed ${kills} processes for memory, expected 1`);
  figures.plantedOutOfMemoryKills = (figures.plantedOutOfMemoryKills ?? 0) + kills;
}

/** `12 of 300 requests failed (10 × answered 502, 2 × ECONNRESET), longest gap 1300 ms`. */
export function whatClientsSaw({ requests, failures, longestGapMs }: LoadResult): string {
  const gap = `longest gap ${Math.round(longestGapMs)} ms`;
  if (failures.length === 0) return `none of ${requests} requests failed, ${gap}`;
  return `${failures.length} of ${requests} requests failed (${countEach(failures).join(', ')}), ${gap}`;
}

/** Most frequent first, without what was expected instead. */
function countEach(failures: LoadResult['failures']): string[] {
  const counts = new Map<string, number>();
  for (const { what } of failures) {
    const short = what.replace(/, expected .*/, '');
    counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([what, count]) => `${count} × ${what}`);
}
