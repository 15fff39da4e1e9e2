import type { TargetOptions } from '../aws/target';
import type { PricedThing } from '../cost/live-thing';
import { exitCodes } from '../io/errors';
import type { StoppedDatabase } from '../pause/keep-stopped';
import { type CommandContext, targetFlags, type Verb } from '../verb';
import type { Target } from '../aws/target';

/** After Ctrl-C. */
const left = 'What has stopped stays so: waffle pause goes on with it, waffle resume starts both again.';

export const pauseVerb: Verb = {
  name: 'pause',
  summary: 'stop server and database; the data stays, and the disks and the address still cost',
  examples: [
    ['pause', 'says what it saves, what it still costs, and when RDS would start by itself'],
    ['pause --timeout 600', 'gives up waiting after ten minutes; the same command goes on'],
    ['pause --json', 'the same for a script'],
  ],
  flags: targetFlags,
  configure: () => undefined,
  /** The server first, which uses the database. */
  async run(options: TargetOptions, context) {
    const { output, signal } = context;
    const { openTarget } = await import('../aws/target');
    const { readStack } = await import('../stack/read-stack');
    const { stackResources } = await import('../stack/stack-resources');
    const { ifInterrupted } = await import('../io/if-interrupted');
    const { bring } = await import('../pause/bring');
    const { findMachines } = await import('../pause/find-machines');
    const { scheduledStarts } = await import('../pause/scheduled-starts');
    const { readStopped } = await import('../pause/read-stopped');
    const { describePause } = await import('../pause/describe-pause');
    const { isBilled, sumOf } = await import('../cost/live-thing');

    const target = await openTarget(options, context);
    const stack = await readStack(target, signal);
    const resources = await stackResources(target, stack, signal);
    const { server, database } = findMachines(target, stack, resources, signal);
    const before = await output.step('Look at what runs', () => oursIn(target, context));
    for (const machine of [server, database]) {
      const brought = output.step(`Stop the ${machine.what}`, ({ note }) =>
        bring(machine, 'off', { note, signal }),
      );
      await ifInterrupted(left, brought, context);
    }
    const stopped = await readStopped(target, database.id, signal);
    const starts = await scheduledStarts(target, resources, signal);
    const kept = starts.length > 0 ? workingHours : await keep(target, stopped, context);
    const things = (await oursIn(target, context)).filter(isBilled);
    const monthlyUsd = sumOf(things, 'monthlyUsd');
    const outcome = {
      databaseRestartsAt: stopped.restartsAt.toISOString(),
      ...kept,
      scheduledStarts: starts,
      things,
      monthlyUsd,
      savedMonthlyUsd: Math.max(0, sumOf(before, 'monthlyUsd') - monthlyUsd),
      unknown: things.flatMap(({ unknown }) => unknown),
      deletedAt: stack.outputs.deletionTime ?? null,
    };
    output.data({ project: target.projectName, ...outcome }, describePause(target.projectName, outcome));
    return exitCodes.ok;
  },
};

const workingHours = { keptStoppedBy: 'working hours', notKeptBecause: null } as const;

/** What of the project is in its region. */
async function oursIn(target: Target, { signal }: CommandContext): Promise<readonly PricedThing[]> {
  const { scanRegions } = await import('../cost/scan-regions');
  const { things } = await scanRegions(target, [target.region], signal);
  return things.filter(({ isOurs }) => isOurs);
}

/** Credentials that may stop a database need not be allowed to make a role: then the moment is said. */
async function keep(target: Target, stopped: StoppedDatabase, { output, signal }: CommandContext) {
  const { keepStopped } = await import('../pause/keep-stopped');
  try {
    await output.step('Keep the database stopped', () => keepStopped(target, stopped, signal));
    return { keptStoppedBy: 'daily schedule', notKeptBecause: null } as const;
  } catch (error) {
    signal.throwIfAborted();
    const notKeptBecause = error instanceof Error ? error.message : String(error);
    return { keptStoppedBy: null, notKeptBecause } as const;
  }
}
