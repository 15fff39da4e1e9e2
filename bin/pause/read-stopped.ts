import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import type { Target } from '../aws/target';
import type { StoppedDatabase } from './keep-stopped';

/** RDS API reference, StopDBInstance and DBInstance (AutomaticRestartTime); read 2026-11-21. */
const sevenDaysMs = 7 * 24 * 3_600_000;

/** A stopped database, and when RDS starts it: as RDS says, or else seven days from now, by when it has. */
export async function readStopped(
  { aws }: Pick<Target, 'aws'>,
  id: string,
  abortSignal: AbortSignal,
): Promise<StoppedDatabase> {
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: id });
  const { DBInstances } = await new RDSClient(aws).send(command, { abortSignal });
  const [{ DBInstanceArn: arn = '', AutomaticRestartTime: at } = {}] = DBInstances ?? [];
  return { id, arn, restartsAt: at ?? new Date(Date.now() + sevenDaysMs) };
}
