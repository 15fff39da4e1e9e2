import { followJob, type JobState, startJob, stopJob } from '../remote/job';
import type { RemoteShell } from '../remote/remote-shell';
import type { CommandContext } from '../verb';
import { formatEntry } from './format-entry';
import { inOrder, isBefore, type LogEntry, readLogLine } from './log-entry';
import { type LogsOptions, logsScript } from './logs-script';

export interface ShowLogsOptions extends Omit<LogsOptions, 'since'> {
  /** Milliseconds since 1970. */
  readonly sinceMs: number | undefined;
}

/** Prints what the instance has logged, in the order of time; what comes later as it comes. */
export async function showLogs(
  shell: RemoteShell,
  { sinceMs, ...options }: ShowLogsOptions,
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
): Promise<JobState> {
  const show = (entries: readonly LogEntry[]) => {
    for (const entry of entries.filter((one) => !isBefore(one, sinceMs)))
      output.passOn(`${output.json ? JSON.stringify(entry) : formatEntry(entry)}\n`, 'stdout');
  };
  const since = sinceMs === undefined ? undefined : `@${Math.floor(sinceMs / 1_000)}`;
  const name = await startJob(shell, { kind: 'logs', script: logsScript({ ...options, since }) }, signal);
  const all: LogEntry[] = [];
  const onLines = (lines: readonly string[]) => {
    const entries = lines.map(readLogLine);
    if (options.follow) return show(entries);
    all.push(...entries);
  };
  const state = await followJob(shell, name, { onText: byLines(onLines), signal }).catch(
    async (error: unknown) => {
      if (signal.aborted) await stopJob(shell, name);
      throw error;
    },
  );
  show(inOrder(all));
  return state;
}

const byLines = (onLines: (lines: readonly string[]) => void) => {
  let rest = '';
  return (text: string, stream: 'stdout' | 'stderr') => {
    if (stream === 'stderr') return;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    onLines(lines.filter(Boolean));
  };
};
