import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Target } from '../aws/target';
import { idOf, type MainContainer } from './task-definition';

/** The end of what a task has logged, oldest first; empty where it has logged nothing, or nobody may read it. */
export async function readTaskLog(
  { aws }: Pick<Target, 'aws'>,
  { taskArn, container: { name, log } }: { readonly taskArn: string; readonly container: MainContainer },
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  if (log === undefined) return [];
  const command = new GetLogEventsCommand({
    logGroupName: log.group,
    logStreamName: `${log.streamPrefix}/${name}/${idOf(taskArn)}`,
    startFromHead: false,
    limit: shownLines,
  });
  try {
    const { events = [] } = await new CloudWatchLogsClient(aws).send(command, { abortSignal });
    return events.map(({ message = '' }) => message);
  } catch {
    // It explains a failure, and must not hide it.
    abortSignal.throwIfAborted();
    return [];
  }
}

const shownLines = 12;
