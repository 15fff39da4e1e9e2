import path from 'node:path';
import { serverImages } from '../../infra/constructs/web-server/server-images';
import { openTarget, type Target } from '../aws/target';
import { type DeployedStack, readStack, requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import { findInstance, requireRunning, type ServerInstance } from './read-instance';
import type { RemoteShell } from './remote-shell';
import { RunCommandShell } from './run-command-shell';
import { type SshDestination, SshShell } from './ssh-shell';
import type { RemoteOptions } from './via-flags';

/** The running server of a deployed project, and a way to it. */
export interface Remote {
  readonly target: Target;
  readonly stack: DeployedStack;
  readonly instance: ServerInstance;
  readonly shell: RemoteShell;
}

type Context = Pick<CommandContext, 'environment' | 'rootDirectory' | 'signal'>;

/** @throws UserError with exit code 6 where nothing is deployed, and where the instance does not run */
export async function openRemote(options: RemoteOptions, context: Context): Promise<Remote> {
  const target = await openTarget(options, context);
  const stack = await readStack(target, context.signal);
  const id = requiredOutput(stack, 'instanceId');
  const instance = requireRunning(await findInstance(target, id, context.signal), id);
  return { target, stack, instance, shell: openShell(options, { target, stack }, context) };
}

export function openShell(
  { via, identity }: Pick<RemoteOptions, 'via' | 'identity'>,
  place: Pick<Remote, 'target' | 'stack'>,
  context: Pick<Context, 'environment'>,
): RemoteShell {
  if (via === 'ssh') return new SshShell(sshDestination(place, { identity, ...context.environment }));
  return new RunCommandShell(place.target.aws, requiredOutput(place.stack, 'instanceId'));
}

/** Where SSH finds the server, as who it logs in, and where the keys of servers are remembered. */
export const sshDestination = (
  { target, stack }: Pick<Remote, 'target' | 'stack'>,
  { identity, cacheDirectory }: { readonly identity?: string | undefined; readonly cacheDirectory: string },
): SshDestination => ({
  instanceId: requiredOutput(stack, 'instanceId'),
  address: requiredOutput(stack, 'serverAddress'),
  user: serverImages[target.settings.machineImage].user,
  identityFile: identity,
  knownHostsFile: path.join(cacheDirectory, 'ssh-known-hosts'),
});
