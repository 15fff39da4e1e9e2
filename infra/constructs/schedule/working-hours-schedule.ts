import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { weeklyCron } from './cron';
import { ScheduledCalls, type RetryPolicy } from './scheduled-calls';
import { defaultLeadMinutes, weekdays, type WorkingHours } from './working-hours';

export interface WorkingHoursScheduleProps {
  /** When server and database run; `parseWorkingHours` makes it of a text. */
  readonly workingHours: WorkingHours;

  /**
   * Time zone of the working hours (IANA), such as `Asia/Seoul`. Daylight saving time is kept.
   *
   * @default 'UTC'
   */
  readonly timeZone?: string | undefined;

  /** The one EC2 instance. */
  readonly instanceId: string;

  /** Identifier of the one RDS instance. */
  readonly databaseIdentifier: string;

  /**
   * Minutes before the opening at which the database is started: its start takes some, and the API answers only with it.
   *
   * @default 20
   */
  readonly databaseLeadMinutes?: number;

  /**
   * Minutes before the opening at which the server is started.
   *
   * @default 5
   */
  readonly serverLeadMinutes?: number;
}

/** A start that failed for want of capacity may succeed minutes later. */
const startRetry: RetryPolicy = { attempts: 5, within: Duration.minutes(30) };

/**
 * A database that is being backed up cannot be stopped, and minutes later it can; one that is stopped already never can, which is an
 * error too. Half an hour is enough for the one and short enough for the other, and ends before anything is started again.
 */
const stopRetry: RetryPolicy = { attempts: 5, within: Duration.minutes(30) };

/**
 * Runs one server and one database in working hours only. Started on working days, stopped every day: whoever starts something out of
 * hours, RDS included, which starts what has been stopped for seven days, pays for it until the next closing time.
 */
export class WorkingHoursSchedule extends Construct {
  constructor(scope: Construct, id: string, props: WorkingHoursScheduleProps) {
    super(scope, id);
    const { workingHours, timeZone = 'UTC', instanceId, databaseIdentifier } = props;
    const { opensAt, closesAt, days } = workingHours;
    const openingLess = (minutes: number) => weeklyCron(days, opensAt - minutes);
    const closing = weeklyCron(weekdays, closesAt);
    const instance = JSON.stringify({ InstanceIds: [instanceId] });
    const database = JSON.stringify({ DbInstanceIdentifier: databaseIdentifier });

    const calls = new ScheduledCalls(this, 'Calls', {
      purpose: 'Starts and stops one server and one database by working hours',
      permissions: permissionsFor(Stack.of(this), props),
    });
    calls.add('StartDatabase', {
      description: 'Starts the database some minutes before the opening',
      expression: openingLess(props.databaseLeadMinutes ?? defaultLeadMinutes.database),
      api: 'rds:startDBInstance',
      input: database,
      retry: startRetry,
      timeZone,
    });
    calls.add('StartServer', {
      description: 'Starts the server some minutes before the opening',
      expression: openingLess(props.serverLeadMinutes ?? defaultLeadMinutes.server),
      api: 'ec2:startInstances',
      input: instance,
      retry: startRetry,
      timeZone,
    });
    calls.add('StopServer', {
      description: 'Stops the server at closing time, every day',
      expression: closing,
      api: 'ec2:stopInstances',
      input: instance,
      retry: stopRetry,
      timeZone,
    });
    calls.add('StopDatabase', {
      description: 'Stops the database at closing time, every day, also when RDS has started it by itself',
      expression: closing,
      api: 'rds:stopDBInstance',
      input: database,
      retry: stopRetry,
      timeZone,
    });
  }
}

const permissionsFor = (stack: Stack, { instanceId, databaseIdentifier }: WorkingHoursScheduleProps) => [
  {
    actions: ['ec2:StartInstances', 'ec2:StopInstances'],
    resource: stack.formatArn({ service: 'ec2', resource: 'instance', resourceName: instanceId }),
  },
  {
    actions: ['rds:StartDBInstance', 'rds:StopDBInstance'],
    resource: stack.formatArn({
      service: 'rds',
      resource: 'db',
      resourceName: databaseIdentifier,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  },
];
