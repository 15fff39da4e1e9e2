import { type InstanceReleases, readReleases } from '../deploy/read-releases';
import { checkEndpoint, type EndpointAnswer } from '../endpoint/check-endpoint';
import { openShell, type Remote } from '../remote/open-remote';
import { findInstance, type ServerInstance } from '../remote/read-instance';
import type { RemoteOptions } from '../remote/via-flags';
import { type DeployedStack, requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import { estimateMonth, type MonthEstimate } from './estimate-month';
import { type Part, partOf } from './part';
import { type DatabaseStatus, readDatabase } from './read-database';
import { readServer, type ServerHealth } from './read-server';

/** How everything is, part by part. */
export interface Status {
  readonly project: string;
  readonly region: string;
  readonly stack: DeployedStack;
  readonly instance: Part<ServerInstance>;
  readonly database: Part<DatabaseStatus>;
  readonly endpoint: Part<EndpointAnswer>;
  readonly server: Part<ServerHealth>;
  readonly releases: Part<InstanceReleases>;
  readonly cost: Part<MonthEstimate>;
}

/** Asks for all of it at once. */
export async function readStatus(
  options: RemoteOptions,
  { target, stack }: Pick<Remote, 'target' | 'stack'>,
  { environment, signal }: Pick<CommandContext, 'environment' | 'signal'>,
): Promise<Status> {
  const instance = partOf(() => readInstance({ target, stack }, signal), signal);
  /** Nobody waits for the agent of a machine that does not run. */
  const onServer = async <T>(read: (shell: ReturnType<typeof openShell>) => Promise<T>) => {
    const found = await instance;
    const state = found.known ? found.value.state : 'running';
    if (state !== 'running') throw new Error(`the instance is ${state}`);
    return read(openShell(options, { target, stack }, { environment }));
  };
  const [found, database, endpoint, server, releases, cost] = await Promise.all([
    instance,
    partOf(() => readDatabase(target, stack, signal), signal),
    partOf(() => askEndpoint(stack, signal), signal),
    partOf(() => onServer((shell) => readServer(shell, signal)), signal),
    partOf(() => onServer((shell) => readReleases(shell, signal)), signal),
    partOf(() => estimateMonth(target, new Date(), signal), signal),
  ]);
  const { projectName: project, region } = target;
  return { project, region, stack, instance: found, database, endpoint, server, releases, cost };
}

async function readInstance({ target, stack }: Pick<Remote, 'target' | 'stack'>, signal: AbortSignal) {
  const id = requiredOutput(stack, 'instanceId');
  const gone = { id, state: 'gone', type: 'unknown', launchedAt: undefined, address: undefined };
  return (await findInstance(target, id, signal)) ?? gone;
}

const askEndpoint = (stack: DeployedStack, signal: AbortSignal) =>
  checkEndpoint(new URL(requiredOutput(stack, 'apiUrl')).host, { signal });
