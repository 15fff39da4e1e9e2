import type { PricedThing } from '../cost/live-thing';
import { formatTable } from '../io/format';
import type { ScheduledStart } from './scheduled-starts';

export interface PauseOutcome {
  /** ISO 8601. */
  readonly databaseRestartsAt: string;
  /** How the database stays stopped after that. */
  readonly keptStoppedBy: 'daily schedule' | 'working hours' | null;
  /** Why no schedule keeps it stopped, where one was tried. */
  readonly notKeptBecause: string | null;
  readonly scheduledStarts: readonly ScheduledStart[];
  /** What of this project costs while it is paused. */
  readonly things: readonly PricedThing[];
  readonly monthlyUsd: number;
  /** What stopping has ended, USD a month; 0 where all was stopped before. */
  readonly savedMonthlyUsd: number;
  readonly unknown: readonly string[];
  /** ISO 8601, of a stack with a time to live. */
  readonly deletedAt: string | null;
}

/** What is stopped, what it still costs, and when something starts by itself. */
export function describePause(projectName: string, outcome: PauseOutcome): string {
  const { savedMonthlyUsd, unknown, deletedAt } = outcome;
  return [
    `${projectName} is paused: server and database are stopped, the data stays.`,
    describeCosts(outcome),
    unknown.length === 0 ? '' : `Not known here, and not in the sum: ${unknown.join('; ')}`,
    savedMonthlyUsd > 0 ? `Saved: ${savedMonthlyUsd.toFixed(2)} USD a month.` : '',
    describeSevenDays(outcome),
    deletedAt === null ? '' : `The stack deletes itself at ${deletedAt}, paused or not.`,
    'waffle resume starts both. Until then deploys fail: RDS refuses to change a database that is stopped.',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function describeCosts({ things, monthlyUsd }: PauseOutcome): string {
  const rows = things.flatMap(({ lines }) =>
    lines.map((line) => [
      `  ${line.what}`,
      `${line.quantity} ${line.unit} × ${line.unitUsd}`,
      line.monthlyUsd.toFixed(2),
    ]),
  );
  const sum = ['  sum a month, USD', '', monthlyUsd.toFixed(2)];
  return `It still costs, at list price\n${formatTable([...rows, sum], [2])}`;
}

/** RDS starts what has been stopped for seven days (RDS API reference, StopDBInstance; read 2026-11-21). */
function describeSevenDays(outcome: PauseOutcome): string {
  const { databaseRestartsAt: at, keptStoppedBy, notKeptBecause, scheduledStarts } = outcome;
  if (keptStoppedBy === 'working hours') {
    const starts = scheduledStarts.map(({ what, when }) => `  ${what}: ${when}`);
    return `The working hours of the stack start both again, and stop them at closing time:\n${starts.join('\n')}`;
  }
  const rule = `RDS starts a database by itself after seven days: this one at ${at.slice(0, 16)}Z.`;
  if (keptStoppedBy === 'daily schedule') {
    return `${rule}\nA daily schedule, free, stops it again an hour later; it runs about an hour a week. waffle resume removes the schedule.`;
  }
  return `${rule}\nIt then runs and costs until it is stopped: waffle pause again. No schedule does it: ${notKeptBecause}`;
}
