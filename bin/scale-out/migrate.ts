import {
  DeregisterTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { resourceNames } from '../../contract';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';
import { type DeployedStack, requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import { runTask } from './run-task';
import { mainContainer, readTaskDefinition, tagOf } from './task-definition';

type Context = Pick<CommandContext, 'output' | 'signal'>;

/**
 * Applies the migrations of a release to the database, by the runner in its image: as a task of its own, before any task serves it. May be
 * done again: the runner applies what is not applied yet, one at a time whoever else tries.
 * @throws UserError where they fail, with what the runner said
 */
export const migrate = (
  target: Target,
  stack: DeployedStack,
  { tag, again }: { readonly tag: string; readonly again: string },
  { output, signal }: Context,
): Promise<void> =>
  output.step('Migrate the database', (step) =>
    withDefinition(target, { stack, tag }, signal, async (definition) => {
      const startedBy = `waffle-migrate/${tag}`;
      const onState = (state: string) => step.note(state.toLowerCase());
      const ended = await runTask(target, stack, { definition, startedBy, onState }, signal);
      if (ended.problem !== undefined) throw notMigrated(target, { ...ended, problem: ended.problem, again });
      step.note(ended.lastLines.at(-1) ?? 'done');
    }),
  );

interface Wanted {
  readonly stack: DeployedStack;
  readonly tag: string;
}

/** The stack's definition where it has the image; else one with the image, which goes when it is done with. */
async function withDefinition(
  target: Target,
  { stack, tag }: Wanted,
  abortSignal: AbortSignal,
  work: (definition: string) => Promise<void>,
): Promise<void> {
  const own = requiredOutput(stack, 'migrationTask');
  const ofStack = await readTaskDefinition(target, own, abortSignal);
  if (tagOf(mainContainer(ofStack).image) === tag) return work(own);
  const definition = await register(target, withImageTag(ofStack, tag), abortSignal);
  await work(definition);
  // One that failed stays, for who looks into it; waffle down finds it.
  const end = new DeregisterTaskDefinitionCommand({ taskDefinition: definition });
  await new ECSClient(target.aws).send(end, { abortSignal });
}

/** The newest of the family where an earlier run has left it there. */
async function register(target: Target, wanted: TaskDefinition, abortSignal: AbortSignal): Promise<string> {
  const { image } = mainContainer(wanted);
  const newest = await readTaskDefinition(target, resourceNames(target.projectName).migrations, abortSignal);
  if (newest.status === 'ACTIVE' && mainContainer(newest).image === image)
    return newest.taskDefinitionArn ?? '';
  const { family, taskRoleArn, executionRoleArn, networkMode, containerDefinitions, volumes } = wanted;
  const { requiresCompatibilities, cpu, memory, runtimePlatform } = wanted;
  const command = new RegisterTaskDefinitionCommand({
    ...{ family, taskRoleArn, executionRoleArn, networkMode, containerDefinitions, volumes },
    ...{ requiresCompatibilities, cpu, memory, runtimePlatform },
    tags: [{ key: 'project', value: target.projectName }],
  });
  const { taskDefinition } = await new ECSClient(target.aws).send(command, { abortSignal });
  return taskDefinition?.taskDefinitionArn ?? '';
}

const withImageTag = (definition: TaskDefinition, tag: string): TaskDefinition => ({
  ...definition,
  containerDefinitions: (definition.containerDefinitions ?? []).map((container) => ({
    ...container,
    image: `${(container.image ?? '').replace(/:[^:/]*$/, '')}:${tag}`,
  })),
});

interface Failure {
  readonly problem: string;
  readonly lastLines: readonly string[];
  /** What to type then. */
  readonly again: string;
}

const notMigrated = ({ projectName, region }: Target, { problem, lastLines, again }: Failure) =>
  new UserError(
    [
      `The database is not migrated: ${problem}. The service runs what it ran before.`,
      ...lastLines.map((line) => `  ${line}`),
    ].join('\n'),
    {
      fix: `aws logs tail ${resourceNames(projectName).logGroup} --region ${region} --since 1h has all that the runner said; then ${again} again`,
    },
  );
