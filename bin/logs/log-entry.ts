/** A line of a log, wherever it was. */
export interface LogEntry {
  /** ISO 8601 in UTC; absent where the line does not say. */
  readonly at?: string;
  /** `waffle-backend@a.service`, or the file. */
  readonly unit: string;
  /** Of the application an object: it logs JSON. */
  readonly message: string | Readonly<Record<string, unknown>>;
}

interface JournalEntry {
  readonly __REALTIME_TIMESTAMP?: string;
  readonly _SYSTEMD_UNIT?: string;
  /** Of what systemd says about a unit. */
  readonly UNIT?: string;
  readonly SYSLOG_IDENTIFIER?: string;
  /** Bytes where they are no UTF-8; null where they are too many. */
  readonly MESSAGE?: string | readonly number[] | null;
}

/** A line of what `logsScript` prints. */
export function readLogLine(line: string): LogEntry {
  const [, file, text = ''] = /^file (\S+)\t(.*)$/.exec(line) ?? [];
  if (file !== undefined) return readFileLine(file, text);
  const entry = parseObject(line) as JournalEntry | undefined;
  if (entry === undefined) return { unit: 'journalctl', message: line };
  const { __REALTIME_TIMESTAMP: microseconds, MESSAGE: message = '' } = entry;
  return {
    ...(microseconds !== undefined && { at: new Date(Number(microseconds) / 1000).toISOString() }),
    unit: entry.UNIT ?? entry._SYSTEMD_UNIT ?? entry.SYSLOG_IDENTIFIER ?? '',
    message: readMessage(message),
  };
}

/** An object where it is one as JSON. */
export function readMessage(message: string | readonly number[] | null): LogEntry['message'] {
  if (message === null) return '(longer than the journal passes on)';
  const text = typeof message === 'string' ? message : Buffer.from(message).toString('utf8');
  return parseObject(text) ?? text;
}

/** Nginx begins a line with `2026/11/22 01:02:03`, in the instance's time zone, which is UTC. */
function readFileLine(file: string, text: string): LogEntry {
  const [, day, time] = /^(\d{4}\/\d\d\/\d\d) (\d\d:\d\d:\d\d) /.exec(text) ?? [];
  const at = day === undefined ? {} : { at: `${day.replaceAll('/', '-')}T${time}.000Z` };
  return { ...at, unit: file, message: day === undefined ? text : text.slice(20) };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Whether it is old enough to be left out; what bears no time never is. */
export const isBefore = ({ at }: LogEntry, sinceMs: number | undefined): boolean =>
  sinceMs !== undefined && at !== undefined && Date.parse(at) < sinceMs;

/** Oldest first; what bears no time stays after what it follows. */
export function inOrder(entries: readonly LogEntry[]): readonly LogEntry[] {
  let last = '';
  const keyed = entries.map((entry, index) => ({ entry, index, key: (last = entry.at ?? last) }));
  return keyed.sort((a, b) => a.key.localeCompare(b.key) || a.index - b.index).map(({ entry }) => entry);
}
