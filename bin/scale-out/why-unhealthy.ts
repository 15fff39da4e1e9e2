import { DescribeTasksCommand, ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import type { Target } from '../aws/target';
import { mainContainer, readTaskDefinition, tagOf } from './task-definition';
import { readTaskLog } from './task-log';

/** Several tasks fail alike; the newest say why. */
const shownReasons = 3;

/** Why tasks of a release have ended, and the end of what the last one logged: ECS shows them for about an hour. */
export async function whyUnhealthy(
  target: Target,
  tag: string,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const { aws, projectName } = target;
  const client = new ECSClient(aws);
  const place = { cluster: projectName, serviceName: projectName };
  const listed = await client.send(new ListTasksCommand({ ...place, desiredStatus: 'STOPPED' }), {
    abortSignal,
  });
  // As many as can be asked of at once.
  const tasks = (listed.taskArns ?? []).slice(0, 100);
  if (tasks.length === 0) return [];
  const asked = new DescribeTasksCommand({ cluster: projectName, tasks });
  const { tasks: stopped = [] } = await client.send(asked, { abortSignal });
  const ofRelease = stopped
    .filter(({ containers = [] }) => containers.some(({ image = '' }) => tagOf(image) === tag))
    .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
  const [newest] = ofRelease;
  if (newest === undefined) return [];
  const reasons = [...new Set(ofRelease.map(reasonOf))].slice(0, shownReasons);
  const definition = await readTaskDefinition(target, newest.taskDefinitionArn ?? '', abortSignal);
  const log = await readTaskLog(
    target,
    { taskArn: newest.taskArn ?? '', container: mainContainer(definition) },
    abortSignal,
  );
  return [...reasons, ...log.map((line) => `  ${line}`)];
}

function reasonOf({ stoppedReason = 'it says not why', containers = [] }: Task): string {
  const codes = containers
    .filter(({ exitCode }) => exitCode !== undefined && exitCode !== 0)
    .map(({ name = '', exitCode }) => `${name} ended with ${exitCode}`);
  return [stoppedReason, ...codes].join(', ');
}
