import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { StackSelectionStrategy } from '@aws-cdk/toolkit-lib';
import { resourceNames } from '../../contract';
import { findLosses, type Guarded } from '../../infra/replacement/find-losses';
import { describeRefusal, unaskedLosses } from '../../infra/replacement/refuse-losses';
import { explainAwsError } from '../aws/aws-error';
import { readChangeSet } from '../aws/read-change-set';
import type { Target } from '../aws/target';
import { describeChanges, type PlainChange, plainChanges } from '../changes/describe-changes';
import { exitCodes, UserError } from '../io/errors';
import { ifInterrupted } from '../io/if-interrupted';
import type { Output } from '../io/output';
import { createToolkit } from './cdk-toolkit';
import { explainFailure } from './explain-failure';
import { ResourceProgress } from './resource-progress';
import { unlessInterrupted } from './unless-interrupted';

const changeSetName = 'waffle-up';
const pollMs = 1_000;

export interface DeployOptions {
  readonly target: Target;
  readonly assemblyDirectory: string;
  /** What may be replaced or removed. */
  readonly replace: readonly Guarded[];
  /** Asked with the changes in words, before the first of them. */
  readonly confirm: (changes: string) => Promise<boolean>;
  /** What has to be done once the project's stack is there, and before that of its service. */
  readonly beforeService: () => Promise<void>;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/**
 * Uploads what the stacks need, has CloudFormation say what would change, refuses losses that nobody asked for, and deploys: the
 * project's stack first, then those of its service and its budget where it has them. Interrupted, CloudFormation goes on by itself.
 * @returns the changes of the project's stack
 * @throws UserError where it is refused, declined, or fails
 */
export async function deployStacks(options: DeployOptions): Promise<readonly PlainChange[]> {
  const { target, assemblyDirectory } = options;
  const names = await stackNames(assemblyDirectory);
  let changes: readonly PlainChange[] = [];
  await deployStack(options, target.projectName, async () => (changes = await review(options)));
  for (const name of names.filter((each) => each !== target.projectName)) {
    if (name === resourceNames(target.projectName).serviceStack) await options.beforeService();
    await deployStack(options, name, () => Promise.resolve());
  }
  return changes;
}

/** What stands in the change set. @throws UserError for losses, or where it is declined */
async function review({ target, replace, confirm, signal }: DeployOptions): Promise<readonly PlainChange[]> {
  const { projectName: stackName, aws } = target;
  const client = new CloudFormationClient(aws);
  const changes = await readChangeSet(client, { stackName, changeSetName }, signal);
  const refused = unaskedLosses(findLosses(changes), replace);
  if (refused.length > 0) {
    const words = { subject: 'This deploy', command: 'waffle up' };
    throw new UserError(describeRefusal(refused, words), { code: exitCodes.guard });
  }
  const plain = plainChanges(changes);
  if (await confirm(describeChanges(stackName, plain))) return plain;
  throw new UserError('Declined; nothing was deployed.', { code: exitCodes.guard });
}

const left =
  'What CloudFormation has begun goes on there. waffle up waits for it and goes on; waffle down takes it away.';

/** @throws the error of `approve`, once the toolkit has taken the change set away that it stands against */
async function deployStack(options: DeployOptions, stackName: string, approve: () => Promise<unknown>) {
  const { target, assemblyDirectory, output, signal } = options;
  let refusal: unknown;
  const isApproved = () =>
    approve().then(
      () => true,
      (error: unknown) => ((refusal = error), false),
    );
  await output.step(`Deploy ${stackName}`, async (step) => {
    const progress = new ResourceProgress(output, step);
    const toolkit = createToolkit(target.aws, { output, progress, isApproved });
    const source = await toolkit.fromAssemblyDirectory(assemblyDirectory);
    const deployed = toolkit.deploy(source, {
      stacks: { strategy: StackSelectionStrategy.PATTERN_MUST_MATCH, patterns: [stackName] },
      deploymentMethod: { method: 'change-set', changeSetName },
      stackEventPollingInterval: pollMs,
    });
    try {
      await ifInterrupted(left, unlessInterrupted(deployed, signal), { output, signal });
    } catch (error) {
      signal.throwIfAborted();
      throw refusal ?? failureOf(error, progress);
    } finally {
      progress.close();
    }
  });
}

function failureOf(error: unknown, { failures }: ResourceProgress): unknown {
  const known = explainAwsError(error);
  if (known !== undefined) return known;
  const { text, fix } = explainFailure(failures, error instanceof Error ? error.message : String(error));
  return new UserError(`The deploy has failed, and CloudFormation has put back what it could.\n${text}`, {
    fix,
    cause: error,
  });
}

/** Of the assembly's manifest: each stack by its name. */
async function stackNames(directory: string): Promise<readonly string[]> {
  const text = await readFile(path.join(directory, 'manifest.json'), 'utf8');
  const { artifacts } = JSON.parse(text) as { artifacts: Readonly<Record<string, { type: string }>> };
  return Object.entries(artifacts).flatMap(([name, { type }]) =>
    type === 'aws:cloudformation:stack' ? [name] : [],
  );
}
