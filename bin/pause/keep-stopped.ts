import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleGroupCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { resourceNames } from '../../contract';
import type { Target } from '../aws/target';

type Place = Pick<Target, 'aws' | 'projectName' | 'region'>;

export interface StoppedDatabase {
  readonly id: string;
  readonly arn: string;
  /** When RDS starts it by itself. */
  readonly restartsAt: Date;
}

/** After RDS has begun to start it: until then there is nothing to stop. A start takes less than this. */
const startTakesMs = 3_600_000;
/** While it still starts, a stop is refused, and asked for again. */
const retry = { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 4 * 3_600 };
/** IAM tells a new role to the others within seconds; a group that is being deleted is there for a while. */
const settlesMs = 60_000;
const pauseMs = 3_000;
const passing = ['ValidationException', 'ConflictException', 'ResourceNotFoundException'];

const namesOf = ({ projectName, region }: Place) => {
  const { pause } = resourceNames(projectName);
  return { group: pause, schedule: pause, role: `${pause}-${region}`, policy: 'stop-database' };
};

/** `arn:aws:rds:region:account:db:id`, taken apart. */
const partsOf = (arn: string) => {
  const [, partition = 'aws', , region = '', account = ''] = arn.split(':');
  return { partition, region, account };
};

/** The daily call that stops the database again: at the hour at which RDS would have it running, and free. */
export function dailyStop(
  place: Place,
  { id, arn, restartsAt }: StoppedDatabase,
): CreateScheduleCommandInput {
  const { group, schedule, role } = namesOf(place);
  const { partition, account } = partsOf(arn);
  const at = new Date(restartsAt.getTime() + startTakesMs);
  return {
    Name: schedule,
    GroupName: group,
    Description: `Stops the paused database of ${place.projectName} again when RDS has started it; waffle resume removes this`,
    StartDate: restartsAt,
    ScheduleExpression: `cron(${at.getUTCMinutes()} ${at.getUTCHours()} * * ? *)`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: `arn:${partition}:scheduler:::aws-sdk:rds:stopDBInstance`,
      RoleArn: `arn:${partition}:iam::${account}:role/${role}`,
      // Scheduler wants the name as AWS's SDK for Java 2 writes it: infra/constructs/schedule/README.md.
      Input: JSON.stringify({ DbInstanceIdentifier: id }),
      RetryPolicy: retry,
    },
  };
}

/** Makes the schedule, and a role that may stop this one database, unless they are there. */
export async function keepStopped(
  place: Place,
  database: StoppedDatabase,
  abortSignal: AbortSignal,
): Promise<void> {
  const { group } = namesOf(place);
  const scheduler = new SchedulerClient(place.aws);
  const Tags = [{ Key: 'project', Value: place.projectName }];
  await makeRole(place, database, abortSignal);
  const deadlineMs = performance.now() + settlesMs;
  for (;;) {
    try {
      await unlessThere(
        scheduler.send(new CreateScheduleGroupCommand({ Name: group, Tags }), { abortSignal }),
      );
      return await putSchedule(scheduler, dailyStop(place, database), abortSignal);
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadlineMs) throw error;
      await sleep(pauseMs, undefined, { signal: abortSignal });
    }
  }
}

async function makeRole(place: Place, { arn }: StoppedDatabase, abortSignal: AbortSignal): Promise<void> {
  const { group, role: RoleName, policy } = namesOf(place);
  const { partition, account, region } = partsOf(arn);
  const iam = new IAMClient(place.aws);
  const source = `arn:${partition}:scheduler:${region}:${account}:schedule-group/${group}`;
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'scheduler.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': source } },
  };
  const permission = { Effect: 'Allow', Action: 'rds:StopDBInstance', Resource: arn };
  const role = new CreateRoleCommand({
    RoleName,
    Description: 'Stops one paused database again; waffle resume removes it',
    AssumeRolePolicyDocument: document(trust),
    Tags: [{ Key: 'project', Value: place.projectName }],
  });
  await unlessThere(iam.send(role, { abortSignal }));
  const inline = { RoleName, PolicyName: policy, PolicyDocument: document(permission) };
  await iam.send(new PutRolePolicyCommand(inline), { abortSignal });
}

const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

const putSchedule = async (
  scheduler: SchedulerClient,
  schedule: CreateScheduleCommandInput,
  abortSignal: AbortSignal,
): Promise<void> => {
  const made = await unlessThere(scheduler.send(new CreateScheduleCommand(schedule), { abortSignal }));
  if (!made) await scheduler.send(new UpdateScheduleCommand(schedule), { abortSignal });
};

/** Removes schedule, group and role; what is not there is none the worse. */
export async function letStart(place: Place, abortSignal: AbortSignal): Promise<void> {
  const { group, role: RoleName, policy: PolicyName } = namesOf(place);
  const scheduler = new SchedulerClient(place.aws);
  const iam = new IAMClient(place.aws);
  const name = { Name: group };
  const isThere = await ifThere(scheduler.send(new GetScheduleGroupCommand(name), { abortSignal }));
  // Deletes its schedules too.
  if (isThere) await ifThere(scheduler.send(new DeleteScheduleGroupCommand(name), { abortSignal }));
  await ifThere(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }), { abortSignal }));
  await ifThere(iam.send(new DeleteRoleCommand({ RoleName }), { abortSignal }));
}

const settled =
  (...names: readonly string[]) =>
  async (request: Promise<unknown>): Promise<boolean> => {
    try {
      await request;
      return true;
    } catch (error) {
      if (error instanceof Error && names.includes(error.name)) return false;
      throw error;
    }
  };

const unlessThere = settled('ConflictException', 'EntityAlreadyExists', 'EntityAlreadyExistsException');
const ifThere = settled(
  'ResourceNotFoundException',
  'ConflictException',
  'NoSuchEntity',
  'NoSuchEntityException',
);

const isPassing = (error: unknown) => error instanceof Error && passing.includes(error.name);
