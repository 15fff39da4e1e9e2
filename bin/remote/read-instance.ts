import { DescribeInstancesCommand, EC2Client, type Instance } from '@aws-sdk/client-ec2';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';

/** The server as EC2 tells it. */
export interface ServerInstance {
  readonly id: string;
  /** `pending`, `running`, `stopping`, `stopped`, `shutting-down` or `terminated`. */
  readonly state: string;
  readonly type: string;
  /** Of its last start. */
  readonly launchedAt: Date | undefined;
  readonly address: string | undefined;
}

/** `undefined` where EC2 knows no such instance, as some time after its end. */
export async function findInstance(
  { aws }: Pick<Target, 'aws'>,
  id: string,
  abortSignal: AbortSignal,
): Promise<ServerInstance | undefined> {
  const command = new DescribeInstancesCommand({ InstanceIds: [id] });
  try {
    const { Reservations = [] } = await new EC2Client(aws).send(command, { abortSignal });
    const found = Reservations.flatMap(({ Instances = [] }) => Instances).at(0);
    return found && describe(found, id);
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidInstanceID.NotFound') return undefined;
    throw error;
  }
}

const describe = (instance: Instance, id: string): ServerInstance => ({
  id,
  state: instance.State?.Name ?? 'unknown',
  type: instance.InstanceType ?? 'unknown',
  launchedAt: instance.LaunchTime,
  address: instance.PublicIpAddress,
});

const waysOut: Readonly<Record<string, string>> = {
  stopped: 'waffle resume',
  stopping: 'waffle resume, once it has stopped',
  pending: 'wait a minute, then try again',
};

/** @throws UserError with what to type, where nothing can run on it */
export function requireRunning(instance: ServerInstance | undefined, id: string): ServerInstance {
  if (instance?.state === 'running') return instance;
  const state = instance?.state ?? 'gone';
  throw new UserError(`The instance ${id} is ${state}.`, {
    fix: waysOut[state] ?? 'a new one: waffle up with a raised serverGeneration',
  });
}
