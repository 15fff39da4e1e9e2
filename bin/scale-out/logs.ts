import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  type FilteredLogEvent,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { resourceNames } from '../../contract';
import type { TargetOptions } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { formatEntry } from '../logs/format-entry';
import { inOrder, type LogEntry, readMessage } from '../logs/log-entry';
import type { CommandContext } from '../verb';
import { openScaleOut } from './place';

export interface LogsAtScaleOptions {
  readonly unit: string;
  /** Milliseconds since 1970. */
  readonly sinceMs: number | undefined;
  /** At most, the newest. */
  readonly lines: number;
  readonly follow: boolean;
}

/** Whose lines, by how the names of their streams begin: `api/api/<task>`. */
const streamPrefixes: Readonly<Record<string, string | undefined>> = { app: 'api/', all: undefined };

/** Tasks that ended lately have said something too. */
const newestStreams = 20;
const pollMs = 2_000;
/** What CloudWatch takes in late is older than what is shown. */
const latenessMs = 10_000;

interface Log {
  readonly client: CloudWatchLogsClient;
  readonly logGroupName: string;
  readonly prefix: string | undefined;
  readonly abortSignal: AbortSignal;
}

/** Prints what the tasks have logged, those that are gone too, in the order of time; what comes later as it comes. */
export async function showLogsAtScale(
  place: TargetOptions,
  { unit, sinceMs, lines, follow }: LogsAtScaleOptions,
  context: CommandContext,
): Promise<void> {
  if (!(unit in streamPrefixes)) throw noSuchUnit(unit);
  const { output, signal } = context;
  const { target } = await openScaleOut(place, context);
  const log: Log = {
    client: new CloudWatchLogsClient(target.aws),
    logGroupName: resourceNames(target.projectName).logGroup,
    prefix: streamPrefixes[unit],
    abortSignal: signal,
  };
  const show = (entries: readonly LogEntry[]) => {
    for (const entry of entries)
      output.passOn(`${output.json ? JSON.stringify(entry) : formatEntry(entry)}\n`, 'stdout');
  };
  const beganMs = Date.now();
  const first = sinceMs === undefined ? await readNewest(log, lines) : await readSinceTime(log, sinceMs);
  show(inOrder(first.map(toEntry)).slice(-lines));
  if (follow) await tail(log, { seen: first, fromMs: beganMs - latenessMs, show });
}

/** Of each stream its newest: CloudWatch has no question for those of a group. */
async function readNewest(log: Log, limit: number): Promise<readonly FilteredLogEvent[]> {
  const { client, logGroupName, prefix, abortSignal } = log;
  const asked = new DescribeLogStreamsCommand({
    logGroupName,
    orderBy: 'LastEventTime',
    descending: true,
    limit: newestStreams,
  });
  const { logStreams = [] } = await client.send(asked, { abortSignal });
  const names = logStreams
    .map(({ logStreamName = '' }) => logStreamName)
    .filter((name) => prefix === undefined || name.startsWith(prefix));
  const found = await Promise.all(
    names.map(async (logStreamName) => {
      const command = new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: false, limit });
      const { events = [] } = await client.send(command, { abortSignal });
      return events.map((event) => ({ ...event, logStreamName }));
    }),
  );
  return found.flat();
}

async function readSinceTime(
  { client, logGroupName, prefix, abortSignal }: Log,
  startTime: number,
): Promise<readonly FilteredLogEvent[]> {
  const input = { logGroupName, startTime, ...(prefix !== undefined && { logStreamNamePrefix: prefix }) };
  const events: FilteredLogEvent[] = [];
  for await (const page of paginateFilterLogEvents({ client }, input, { abortSignal }))
    events.push(...(page.events ?? []));
  return events;
}

interface Tail {
  readonly seen: readonly FilteredLogEvent[];
  readonly fromMs: number;
  readonly show: (entries: readonly LogEntry[]) => void;
}

async function tail(log: Log, { seen: first, fromMs, show }: Tail): Promise<never> {
  let seen = new Set(first.map(keyOf));
  for (let startMs = fromMs; ;) {
    await sleep(pollMs, undefined, { signal: log.abortSignal });
    const nextMs = Date.now() - latenessMs;
    const found = await readSinceTime(log, startMs);
    show(inOrder(found.filter((event) => !seen.has(keyOf(event))).map(toEntry)));
    // Only what is asked for again can be seen again.
    seen = new Set(found.map(keyOf));
    startMs = nextMs;
  }
}

const keyOf = ({ logStreamName, timestamp, message }: FilteredLogEvent) =>
  `${logStreamName} ${timestamp} ${message}`;

/** The stream is `<prefix>/<container>/<task>`. */
function toEntry({ logStreamName = '', timestamp, message = '' }: FilteredLogEvent): LogEntry {
  const [, container = '', task = ''] = logStreamName.split('/');
  return {
    ...(timestamp !== undefined && { at: new Date(timestamp).toISOString() }),
    unit: `${container}@${task.slice(0, 8)}`,
    message: readMessage(message),
  };
}

const noSuchUnit = (unit: string) =>
  new UserError(`There is no ${unit} on many machines: the tasks log to CloudWatch, all in one group.`, {
    code: exitCodes.usage,
    fix: 'waffle logs, which is the API and its migrations; or waffle logs --unit all',
  });
