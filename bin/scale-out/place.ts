import { resourceNames } from '../../contract';
import { openTarget, type Target, type TargetOptions, typedSettings } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { readSettings } from '../plan/read-settings';
import { type DeployedStack, findStack, readStack } from '../stack/read-stack';
import type { CommandContext } from '../verb';

/** A project that runs on many machines. */
export interface ScaleOut {
  readonly target: Target;
  /** What stays: network, database, cache, images. */
  readonly stack: DeployedStack;
  /** What a release changes. */
  readonly service: DeployedStack;
}

type Context = Pick<CommandContext, 'rootDirectory' | 'signal'>;

/** Whether the settings say so: nothing is asked. */
export const isScaleOut = (options: TargetOptions, { rootDirectory }: Pick<Context, 'rootDirectory'>) =>
  readSettings(rootDirectory, typedSettings(options)).topology === 'scale-out';

/** @throws UserError where it is not deployed, or only in part */
export async function openScaleOut(options: TargetOptions, context: Context): Promise<ScaleOut> {
  const target = await openTarget(options, context);
  const stack = await readStack(target, context.signal);
  if (stack.outputs.cluster === undefined) throw onOneServer(stack);
  const service = await findServiceStack(target, context.signal);
  if (service === undefined) throw withoutService(stack);
  return { target, stack, service };
}

/** The stack of the service, in whatever state; `undefined` where there is none. */
export const findServiceStack = (target: Target, signal: AbortSignal) =>
  findStack(serviceTarget(target), signal);

/** For whoever looks for a stack by the name of a project. */
export const serviceTarget = (target: Target): Target => ({
  ...target,
  projectName: resourceNames(target.projectName).serviceStack,
});

const onOneServer = ({ name }: DeployedStack) =>
  new UserError(`${name} runs on a server of its own, and the settings say topology=scale-out.`, {
    code: exitCodes.usage,
    fix: 'the same with -c topology=one-server; docs/scale-out.md says how it becomes many machines',
  });

const withoutService = ({ name, status }: DeployedStack) =>
  new UserError(`${name} (${status}) has no service yet.`, {
    code: exitCodes.notDeployed,
    fix: 'waffle up finishes what a deploy has begun',
  });
