import { type Answer, jsonAnswer } from './answer';
import type { AwsCall } from './aws-call';

/** Does what a task of ECS would be told, in place of its container; its last lines are its log. */
export type RunAsTask = (
  command: readonly string[],
) => Promise<{ readonly exitCode: number; readonly output: string }>;

interface OneOffTask {
  readonly taskArn: string;
  readonly startedBy: string;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  exitCode?: number;
  lines: readonly string[];
}

interface Overrides {
  readonly containerOverrides?: readonly { readonly command?: readonly string[] }[];
}

const prefix = 'arn:aws:ecs:us-east-1:123456789012:task';

/** Tasks of ECS that end by themselves (AWS API model ecs 2014-11-13), which moto starts without running anything, and their log. */
export class OneOffTasks {
  /** `undefined`: they are moto's. */
  run: RunAsTask | undefined;
  readonly #tasks: OneOffTask[] = [];

  answer({ service, operation, parameters }: AwsCall): Answer | undefined {
    if (this.run === undefined) return undefined;
    if (service === 'ecs' && operation === 'RunTask') return this.#start(this.run, parameters);
    if (service === 'ecs' && operation === 'DescribeTaskDefinition')
      return jsonAnswer({ taskDefinition: definition });
    if (service === 'ecs' && operation === 'ListTasks')
      return jsonAnswer({ taskArns: this.#running(parameters['startedBy']) });
    if (service === 'ecs' && operation === 'DescribeTasks') return this.#describe(parameters['tasks']);
    if (service === 'logs' && operation === 'GetLogEvents') return this.#log(parameters['logStreamName']);
    return undefined;
  }

  #start(run: RunAsTask, { overrides, startedBy }: AwsCall['parameters']): Answer {
    const [override] = (overrides as Overrides | undefined)?.containerOverrides ?? [];
    const taskArn = `${prefix}/${this.#tasks.length}`;
    const task: OneOffTask = { taskArn, startedBy: String(startedBy), lastStatus: 'PENDING', lines: [] };
    this.#tasks.push(task);
    setTimeout(() => {
      task.lastStatus = 'RUNNING';
      void run(override?.command ?? []).then(({ exitCode, output }) => {
        Object.assign(task, { lastStatus: 'STOPPED', exitCode, lines: output.trimEnd().split('\n') });
      });
    }, startMs).unref();
    return jsonAnswer({ tasks: [shown(task)], failures: [] });
  }

  readonly #running = (startedBy: unknown) =>
    this.#tasks
      .filter((task) => task.startedBy === startedBy && task.lastStatus !== 'STOPPED')
      .map(({ taskArn }) => taskArn);

  #describe(arns: unknown): Answer {
    const tasks = this.#tasks.filter(({ taskArn }) => (arns as readonly string[]).includes(taskArn));
    return jsonAnswer({ tasks: tasks.map(shown), failures: [] });
  }

  #log(stream: unknown): Answer {
    const task = this.#tasks.find(({ taskArn }) => String(stream).endsWith(taskArn.slice(prefix.length)));
    return jsonAnswer({ events: (task?.lines ?? []).map((message) => ({ message, timestamp: 0 })) });
  }
}

/** Of AWS it is some 30 seconds. */
const startMs = 300;

const shown = ({ taskArn, lastStatus, exitCode }: OneOffTask) => ({
  taskArn,
  lastStatus,
  containers: [{ name: 'api', lastStatus, ...(exitCode !== undefined && { exitCode }) }],
});

const definition = {
  containerDefinitions: [
    {
      name: 'api',
      essential: true,
      image: 'waffle-backend:20261121T101500Z-1a2b3c4d',
      logConfiguration: { options: { 'awslogs-group': '/tasks', 'awslogs-stream-prefix': 'api' } },
    },
  ],
};
