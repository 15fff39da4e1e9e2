import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../config/settings';
import type { MysqlDatabase } from '../constructs/mysql-database/mysql-database';
import { StackExpiry } from '../constructs/schedule/stack-expiry';
import { endOfLife } from '../constructs/schedule/time-to-live';
import { WorkingHoursSchedule } from '../constructs/schedule/working-hours-schedule';
import type { WebServer } from '../constructs/web-server/web-server';

/** Lets server and database run in working hours only, where the settings say so. */
export const keepWorkingHours = (
  scope: Construct,
  { workingHours, timeZone }: Settings,
  database: MysqlDatabase,
  server: WebServer,
) => {
  if (workingHours === undefined) return;
  const schedule = new WorkingHoursSchedule(scope, 'WorkingHours', {
    workingHours,
    timeZone,
    instanceId: server.instanceId,
    databaseIdentifier: database.identifier,
  });
  // Closing time must not interrupt the first boot, for which the stack waits.
  schedule.node.addDependency(server.answered);
};

/** When the stack deletes itself, ISO 8601 in UTC; `undefined` where the settings give it no end. */
export const createExpiry = (
  scope: Construct,
  { timeToLive, databaseOnDelete }: Settings,
  now: Date,
): string | undefined => {
  if (timeToLive === undefined) return undefined;
  const at = endOfLife(now, timeToLive);
  new StackExpiry(scope, 'Expiry', { at });
  const data =
    databaseOnDelete === 'delete' ? 'with all data' : 'the data stays in a snapshot, which is billed';
  Annotations.of(scope).addInfo(
    `Deletes itself at ${at.toISOString()}, ${data} (timeToLive, databaseOnDelete). The next deploy counts anew.`,
  );
  return at.toISOString();
};
