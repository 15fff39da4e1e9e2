import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';
import { type DeployedStack, requiredOutput } from '../stack/read-stack';
import { type MainContainer, mainContainer, readTaskDefinition } from './task-definition';
import { readTaskLog } from './task-log';

export interface TaskRequest {
  /** ARN or `family:revision` of its definition. */
  readonly definition: string;
  /**
   * Who asks, up to 128 letters, digits, `-`, `_` and `/`: asked again while it runs, it is followed, and not started a second time.
   */
  readonly startedBy: string;
  /** What the container runs in place of what the definition says. */
  readonly command?: readonly string[];
  /** On top of what the definition says. No secrets: ECS shows it to whoever may look. */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 1800 */
  readonly mostSeconds?: number;
  /** Told of each new state: `PENDING`, `RUNNING`, … */
  readonly onState?: (state: string) => void;
}

export interface EndedTask {
  readonly arn: string;
  /** `undefined` where every container has ended with 0. */
  readonly problem: string | undefined;
  /** The end of its log. */
  readonly lastLines: readonly string[];
}

type Place = Pick<Target, 'aws'>;

const firstPauseMs = 300;
const mostPauseMs = 5_000;

/**
 * Runs a task once, where the tasks of the service run, until it has ended. Interrupted, it goes on; the same request follows it.
 * @param stack the project's own, of the topology scale-out
 * @throws UserError where ECS starts none, or it takes too long
 */
export async function runTask(
  place: Place,
  stack: DeployedStack,
  request: TaskRequest,
  abortSignal: AbortSignal,
): Promise<EndedTask> {
  const cluster = requiredOutput(stack, 'cluster');
  const container = mainContainer(await readTaskDefinition(place, request.definition, abortSignal));
  const arn =
    (await findRunning(place, cluster, request, abortSignal)) ??
    (await startTask(place, stack, { request, container, abortSignal }));
  const task = await awaitEnd(place, { cluster, arn, request, abortSignal });
  const lastLines = await readTaskLog(place, { taskArn: arn, container }, abortSignal);
  return { arn, problem: whyFailed(task), lastLines };
}

async function findRunning(
  { aws }: Place,
  cluster: string,
  { startedBy }: TaskRequest,
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  // Of those that run: ECS takes no other filter beside this one.
  const command = new ListTasksCommand({ cluster, startedBy });
  return (await new ECSClient(aws).send(command, { abortSignal })).taskArns?.[0];
}

interface Start {
  readonly request: TaskRequest;
  readonly container: MainContainer;
  readonly abortSignal: AbortSignal;
}

async function startTask(
  { aws }: Place,
  stack: DeployedStack,
  { request, container, abortSignal }: Start,
): Promise<string> {
  const { definition, startedBy, command, environment } = request;
  const variables = Object.entries(environment ?? {}).map(([name, value]) => ({ name, value }));
  const run = new RunTaskCommand({
    cluster: requiredOutput(stack, 'cluster'),
    taskDefinition: definition,
    startedBy,
    launchType: 'FARGATE',
    propagateTags: 'TASK_DEFINITION',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: requiredOutput(stack, 'taskSubnets').split(','),
        securityGroups: [requiredOutput(stack, 'taskSecurityGroup')],
      },
    },
    ...((command ?? environment) && {
      overrides: {
        containerOverrides: [
          { name: container.name, ...(command && { command: [...command] }), environment: variables },
        ],
      },
    }),
  });
  const { tasks: [task] = [], failures: [failure] = [] } = await new ECSClient(aws).send(run, {
    abortSignal,
  });
  if (task?.taskArn !== undefined) return task.taskArn;
  throw new UserError(`ECS has started no task: ${failure?.reason ?? 'it says not why'}.`, {
    fix: 'the same command again; a quota of Fargate can be raised in Service Quotas',
  });
}

interface Waiting {
  readonly cluster: string;
  readonly arn: string;
  readonly request: TaskRequest;
  readonly abortSignal: AbortSignal;
}

async function awaitEnd(
  { aws }: Place,
  { cluster, arn, request: { mostSeconds = 1800, onState }, abortSignal }: Waiting,
): Promise<Task | undefined> {
  const client = new ECSClient(aws);
  const command = new DescribeTasksCommand({ cluster, tasks: [arn] });
  const endMs = performance.now() + mostSeconds * 1_000;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, mostPauseMs)) {
    const { tasks: [task] = [] } = await client.send(command, { abortSignal });
    if (task === undefined || task.lastStatus === 'STOPPED') return task;
    onState?.(task.lastStatus ?? '');
    if (performance.now() > endMs) throw tooLong(cluster, arn, mostSeconds);
    await sleep(pauseMs, undefined, { signal: abortSignal });
  }
}

const tooLong = (cluster: string, arn: string, seconds: number) =>
  new UserError(`The task ${arn} still runs after ${seconds} seconds.`, {
    fix: `waffle logs --follow shows what it does; aws ecs stop-task --cluster ${cluster} --task ${arn} ends it`,
  });

/** `undefined` where every container has ended with 0. */
export function whyFailed(task: Task | undefined): string | undefined {
  if (task === undefined) return 'ECS does not know its task any more';
  const failed = task.containers?.find(({ exitCode }) => exitCode !== 0);
  if (failed === undefined) return undefined;
  const { name = '', exitCode, reason } = failed;
  if (exitCode === undefined) return reason ?? task.stoppedReason ?? `${name} did not start`;
  return `${name} ended with ${exitCode}`;
}
