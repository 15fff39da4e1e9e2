import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient, RunTaskCommand, type Task, waitUntilTasksStopped } from '@aws-sdk/client-ecs';
import { resourceNames } from '../../contract';
import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { type DeployedStack, readStack, requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';

/** A migration that takes longer than this is one that somebody should watch. */
const longestMigrationSeconds = 1800;

/**
 * What has to be done between the project's stack and the service: the image is there, and the database migrated, before a task runs it.
 * Both may be asked for again: the runner applies what is not applied yet.
 * @throws UserError where there is no image, or the migrations fail
 */
export async function prepareRollOut(target: Target, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const stack = await readStack(target, signal);
  await output.step('Look for the image of the release', async (step) => {
    await requireImage(target, stack, signal);
    step.note(requiredOutput(stack, 'releaseId'));
  });
  await output.step('Migrate the database', () => migrate(target, stack, signal));
}

async function requireImage({ aws, projectName }: Target, stack: DeployedStack, abortSignal: AbortSignal) {
  const imageTag = requiredOutput(stack, 'releaseId');
  const command = new DescribeImagesCommand({ repositoryName: projectName, imageIds: [{ imageTag }] });
  try {
    await new ECRClient(aws).send(command, { abortSignal });
  } catch (error) {
    if (!(error instanceof Error && /^(Image|Repository)NotFound/.test(error.name))) throw error;
    const image = `${requiredOutput(stack, 'imageRepository')}:${imageTag}`;
    throw new UserError(`There is no image ${image} yet; all but the service is deployed.`, {
      code: exitCodes.failed,
      fix: 'push it (docs/scale-out.md has the commands), then waffle up goes on; or -c imageTag=<one that is there>',
      cause: error,
    });
  }
}

async function migrate(target: Target, stack: DeployedStack, abortSignal: AbortSignal): Promise<void> {
  const client = new ECSClient(target.aws);
  const cluster = requiredOutput(stack, 'cluster');
  const command = new RunTaskCommand({
    cluster,
    taskDefinition: requiredOutput(stack, 'migrationTask'),
    launchType: 'FARGATE',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: requiredOutput(stack, 'taskSubnets').split(','),
        securityGroups: [requiredOutput(stack, 'taskSecurityGroup')],
      },
    },
  });
  const { tasks: [started] = [], failures: [failure] = [] } = await client.send(command, { abortSignal });
  const taskArn = started?.taskArn;
  if (taskArn === undefined) throw migrationFailed(target, failure?.reason ?? 'ECS has started no task');
  const waiting = { client, maxWaitTime: longestMigrationSeconds, minDelay: 2, maxDelay: 6, abortSignal };
  const { reason } = await waitUntilTasksStopped(waiting, { cluster, tasks: [taskArn] });
  const [ended] = (reason as { readonly tasks?: readonly Task[] }).tasks ?? [];
  const why = whyFailed(ended);
  if (why !== undefined) throw migrationFailed(target, why);
}

/** `undefined` where every container has ended with 0. */
export function whyFailed(task: Task | undefined): string | undefined {
  if (task === undefined) return 'ECS does not know its task any more';
  const failed = task.containers?.find(({ exitCode }) => exitCode !== 0);
  if (failed === undefined) return undefined;
  const { name = '', exitCode, reason } = failed;
  if (exitCode === undefined) return reason ?? task.stoppedReason ?? `${name} did not start`;
  return `${name} ended with ${exitCode}`;
}

const migrationFailed = ({ projectName, region }: Target, why: string) =>
  new UserError(`The database is not migrated: ${why}. The service runs what it ran before.`, {
    fix: `aws logs tail ${resourceNames(projectName).logGroup} --region ${region} --since 1h, which has what the runner said; then waffle up again`,
  });
