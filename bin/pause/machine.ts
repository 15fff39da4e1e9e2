import {
  DescribeInstancesCommand,
  EC2Client,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeDBInstancesCommand,
  RDSClient,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds';
import type { Target } from '../aws/target';

/** The server or the database, as far as it can be stopped and started. */
export interface Machine {
  readonly what: 'server' | 'database';
  readonly id: string;
  /** States that AWS names for what is on and off. */
  readonly on: string;
  readonly off: string;
  /** Its state, as AWS names it. */
  state(): Promise<string>;
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
}

type Place = Pick<Target, 'aws'>;

export function serverMachine({ aws }: Place, id: string, abortSignal: AbortSignal): Machine {
  const client = new EC2Client(aws);
  const InstanceIds = [id];
  return {
    what: 'server',
    id,
    on: 'running',
    off: 'stopped',
    async state() {
      const command = new DescribeInstancesCommand({ InstanceIds });
      const { Reservations } = await client.send(command, { abortSignal });
      return Reservations?.[0]?.Instances?.[0]?.State?.Name ?? 'gone';
    },
    start: () => client.send(new StartInstancesCommand({ InstanceIds }), { abortSignal }),
    stop: () => client.send(new StopInstancesCommand({ InstanceIds }), { abortSignal }),
  };
}

export function databaseMachine({ aws }: Place, id: string, abortSignal: AbortSignal): Machine {
  const client = new RDSClient(aws);
  const name = { DBInstanceIdentifier: id };
  return {
    what: 'database',
    id,
    on: 'available',
    off: 'stopped',
    async state() {
      const { DBInstances } = await client.send(new DescribeDBInstancesCommand(name), { abortSignal });
      return DBInstances?.[0]?.DBInstanceStatus ?? 'gone';
    },
    start: () => client.send(new StartDBInstanceCommand(name), { abortSignal }),
    stop: () => client.send(new StopDBInstanceCommand(name), { abortSignal }),
  };
}
