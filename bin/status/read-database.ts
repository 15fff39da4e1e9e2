import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import type { Target } from '../aws/target';
import { type DeployedStack, requiredOutput } from '../stack/read-stack';
import { UserError } from '../io/errors';

export interface DatabaseStatus {
  readonly id: string;
  /** `available`, `stopped`, `storage-full`, … */
  readonly state: string;
  readonly class: string;
  readonly version: string;
  readonly storageGiB: number;
  /** Of a stopped one: RDS starts it after seven days. */
  readonly startsAt: string | undefined;
}

export async function readDatabase(
  { aws }: Target,
  stack: DeployedStack,
  abortSignal: AbortSignal,
): Promise<DatabaseStatus> {
  // `<identifier>.<hash>.<region>.rds.amazonaws.com:3306`
  const [id = ''] = requiredOutput(stack, 'databaseEndpoint').split('.');
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: id });
  const { DBInstances: [database] = [] } = await new RDSClient(aws).send(command, { abortSignal });
  if (database === undefined) throw new UserError(`RDS knows no ${id}`);
  return {
    id,
    state: database.DBInstanceStatus ?? 'unknown',
    class: database.DBInstanceClass ?? 'unknown',
    version: database.EngineVersion ?? 'unknown',
    storageGiB: database.AllocatedStorage ?? 0,
    startsAt: database.AutomaticRestartTime?.toISOString(),
  };
}
