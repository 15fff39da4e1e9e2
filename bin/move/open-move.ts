import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterName, parameters } from '../../contract';
import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { openRemote, type Remote } from '../remote/open-remote';
import type { RemoteOptions } from '../remote/via-flags';
import { type DeployedStack, readStack, requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';

/** Both sides of a move: the server that was there first, and the project on many machines. */
export interface Move {
  readonly server: Remote;
  readonly many: { readonly target: Target; readonly stack: DeployedStack };
  /** Of uploaded pictures, on each side: dumps pass through them. */
  readonly buckets: { readonly server: string; readonly many: string };
}

/** @throws UserError with what has to be done before */
export async function openMove(options: RemoteOptions, to: string, context: CommandContext): Promise<Move> {
  return context.output.step('Look at both projects', async (step) => {
    const server = await openRemote(options, context);
    const target = { ...server.target, projectName: to };
    const stack = await readStack(target, context.signal);
    if (stack.outputs.cluster === undefined) throw onOneServer(to);
    const bucket = server.stack.outputs.mediaBucket;
    if (bucket === undefined) throw withoutBucket(server.target.projectName);
    await requireSameSecret(server.target, target, context.signal);
    step.note(`${server.target.projectName} and ${to}`);
    return {
      server,
      many: { target, stack },
      buckets: { server: bucket, many: requiredOutput(stack, 'mediaBucket') },
    };
  });
}

/** Whoever is signed in on one side is so on the other. The values are compared here, and shown nowhere. */
async function requireSameSecret(server: Target, many: Target, abortSignal: AbortSignal): Promise<void> {
  const client = new SSMClient(server.aws);
  const read = async ({ projectName }: Target) => {
    const Name = parameterName(projectName, parameters.jwtSecret);
    const command = new GetParameterCommand({ Name, WithDecryption: true });
    return (await client.send(command, { abortSignal })).Parameter?.Value;
  };
  if ((await read(server)) === (await read(many))) return;
  const names = [server, many].map(({ projectName }) => parameterName(projectName, parameters.jwtSecret));
  throw new UserError(
    `${names.join(' and ')} differ: everybody who is signed in would have to sign in again.`,
    {
      code: exitCodes.failed,
      fix: 'docs/moving.md has the line that copies it, then waffle up for the new one',
    },
  );
}

const onOneServer = (name: string) =>
  new UserError(`${name} runs on a server of its own: there is nowhere to move to.`, {
    code: exitCodes.usage,
    fix: 'name a project with topology=scale-out: --to waffle-backend-many',
  });

const withoutBucket = (name: string) =>
  new UserError(`${name} keeps its pictures on the disk of its server, where no task could read them.`, {
    code: exitCodes.failed,
    fix: 'waffle up -c mediaStorage=s3, then waffle exec -- bash /opt/waffle-backend/current/deployment/media.sh s3',
  });
