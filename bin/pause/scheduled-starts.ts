import { GetScheduleCommand, paginateListSchedules, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Target } from '../aws/target';
import type { StackResource } from '../stack/stack-resources';

/** A schedule of the stack that starts a machine, working hours or not. */
export interface ScheduledStart {
  readonly what: 'server' | 'database';
  /** `07:40 on MON,TUE,WED,THU,FRI (Asia/Seoul)` */
  readonly when: string;
}

/** Which schedules of the deployed stack start the machines again. */
export async function scheduledStarts(
  { aws }: Pick<Target, 'aws'>,
  resources: readonly StackResource[],
  abortSignal: AbortSignal,
): Promise<readonly ScheduledStart[]> {
  const client = new SchedulerClient(aws);
  const groups = resources.filter(({ type }) => type === 'AWS::Scheduler::ScheduleGroup');
  const starts: ScheduledStart[] = [];
  for (const { physicalId: GroupName } of groups) {
    for await (const { Schedules = [] } of paginateListSchedules(
      { client },
      { GroupName },
      { abortSignal },
    )) {
      for (const { Name, State } of Schedules) {
        if (State === 'DISABLED') continue;
        const schedule = await client.send(new GetScheduleCommand({ GroupName, Name }), { abortSignal });
        const what = machineStartedBy(schedule.Target?.Arn);
        const { ScheduleExpression = '', ScheduleExpressionTimezone: zone = 'UTC' } = schedule;
        if (what !== undefined) starts.push({ what, when: describeCron(ScheduleExpression, zone) });
      }
    }
  }
  return starts;
}

const machineStartedBy = (arn = ''): ScheduledStart['what'] | undefined => {
  if (arn.endsWith(':ec2:startInstances')) return 'server';
  return arn.endsWith(':rds:startDBInstance') ? 'database' : undefined;
};

/** `cron(40 7 ? * MON,TUE *)` as infra/constructs/schedule/cron.ts writes it. */
export function describeCron(expression: string, zone: string): string {
  const [, minute = '', hour = '', days = ''] = /^cron\((\d+) (\d+) \? \* (\S+) \*\)$/.exec(expression) ?? [];
  if (minute === '') return `${expression} (${zone})`;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  return `${time} ${days === '*' ? 'every day' : `on ${days}`} (${zone})`;
}
