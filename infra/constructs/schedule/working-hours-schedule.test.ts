import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { parseWorkingHours, weekdays } from './working-hours';
import { WorkingHoursSchedule, type WorkingHoursScheduleProps } from './working-hours-schedule';

const synthesizeSchedule = (hours: string, props: Partial<WorkingHoursScheduleProps> = {}) => {
  const stack = createTestStack();
  new WorkingHoursSchedule(stack, 'Hours', {
    workingHours: parseWorkingHours(hours),
    instanceId: 'i-0123456789abcdef0',
    databaseIdentifier: 'the-database',
    ...props,
  });
  return resourcesOf(Template.fromStack(stack));
};

interface Schedule {
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly FlexibleTimeWindow: unknown;
  readonly Target: {
    readonly Arn: unknown;
    readonly Input: string;
    readonly RetryPolicy: { readonly MaximumEventAgeInSeconds: number };
  };
}

/** By operation, such as `startInstances`. */
const schedulesOf = (...args: Parameters<typeof synthesizeSchedule>): Readonly<Record<string, Schedule>> => {
  const schedules = Object.values(synthesizeSchedule(...args))
    .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
    .map(({ Properties }) => Properties as unknown as Schedule);
  return Object.fromEntries(
    schedules.map((schedule) => [/(\w+)"\]\]/.exec(JSON.stringify(schedule.Target.Arn))?.[1], schedule]),
  );
};

test('each call names one resource in the words of its SDK', () => {
  const calls = Object.entries(schedulesOf('Mon-Fri 08:00-18:00')).map(([name, { Target }]) => [
    name,
    Target.Input,
  ]);
  expect(Object.fromEntries(calls)).toEqual({
    startDBInstance: '{"DbInstanceIdentifier":"the-database"}',
    startInstances: '{"InstanceIds":["i-0123456789abcdef0"]}',
    stopInstances: '{"InstanceIds":["i-0123456789abcdef0"]}',
    stopDBInstance: '{"DbInstanceIdentifier":"the-database"}',
  });
});

test('it starts on working days before the opening and stops every day', () => {
  const when = Object.entries(schedulesOf('Mon-Fri 08:00-18:00')).map(([name, schedule]) => [
    name,
    schedule.ScheduleExpression,
  ]);
  expect(Object.fromEntries(when)).toEqual({
    startDBInstance: 'cron(40 7 ? * MON,TUE,WED,THU,FRI *)',
    startInstances: 'cron(55 7 ? * MON,TUE,WED,THU,FRI *)',
    stopInstances: 'cron(0 18 ? * * *)',
    stopDBInstance: 'cron(0 18 ? * * *)',
  });
});

test.each([
  ['UTC', {}],
  ['Asia/Seoul', { timeZone: 'Asia/Seoul' }],
])('its clock is that of %s, to the minute', (timeZone, props) => {
  for (const schedule of Object.values(schedulesOf('daily 08:00-18:00', props))) {
    expect(schedule.ScheduleExpressionTimezone).toBe(timeZone);
    expect(schedule.FlexibleTimeWindow).toEqual({ Mode: 'OFF' });
  }
});

test('what fails is given up before the next start', () => {
  for (const { Target } of Object.values(schedulesOf('daily 08:00-07:00'))) {
    expect(Target.RetryPolicy.MaximumEventAgeInSeconds).toBeLessThanOrEqual((60 - 20) * 60);
  }
});

describe('role', () => {
  const role = onlyResource(synthesizeSchedule('daily 08:00-18:00'), 'AWS::IAM::Role').properties;

  test('it may start and stop these two and nothing else', () => {
    const [policy] = role['Policies'] as {
      PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] };
    }[];
    const [ec2, rds, ...more] = policy?.PolicyDocument.Statement ?? [];
    expect(more).toEqual([]);
    expect(ec2?.Action).toEqual(['ec2:StartInstances', 'ec2:StopInstances']);
    expect(JSON.stringify(ec2?.Resource)).toMatch(/:instance\/i-0123456789abcdef0"\]\]\}$/);
    expect(rds?.Action).toEqual(['rds:StartDBInstance', 'rds:StopDBInstance']);
    expect(JSON.stringify(rds?.Resource)).toMatch(/:db:the-database"\]\]\}$/);
  });

  test('only schedules of its group in this account assume it', () => {
    const { logicalId } = onlyResource(
      synthesizeSchedule('daily 08:00-18:00'),
      'AWS::Scheduler::ScheduleGroup',
    );
    expect(role['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': { Ref: 'AWS::AccountId' },
              'aws:SourceArn': { 'Fn::GetAtt': [logicalId, 'Arn'] },
            },
          },
        },
      ],
    });
  });
});

const minutesAWeek = 7 * 24 * 60;

/** Minutes of the week, Monday 00:00 being 0, at which an expression fires. */
const firings = (expression: string): readonly number[] => {
  const [, minute, hour, days = ''] = /^cron\((\d+) (\d+) \? \* (\S+) \*\)$/.exec(expression) ?? [];
  const names = weekdays.map((day) => day.toUpperCase());
  const indices = days === '*' ? names.keys() : days.split(',').map((day) => names.indexOf(day));
  return [...indices].map((day) => day * 24 * 60 + Number(hour) * 60 + Number(minute));
};

/** Minutes of an ordinary week at which something runs, by the schedules that start and stop it. */
const runningMinutes = (start: string, stop: string): ReadonlySet<number> => {
  const [starts, stops] = [new Set(firings(start)), new Set(firings(stop))];
  const running = new Set<number>();
  let runs = false;
  // The second week starts as the first one has ended.
  for (let minute = 0; minute < 2 * minutesAWeek; minute += 1) {
    const ofWeek = minute % minutesAWeek;
    runs = starts.has(ofWeek) || (runs && !stops.has(ofWeek));
    if (runs && minute >= minutesAWeek) running.add(ofWeek);
  }
  return running;
};

describe('through a week', () => {
  test.each([
    ['Mon-Fri 08:00-18:00', 5 * 10],
    ['Mon,Wed 09:00-12:30', 2 * 3.5],
    ['daily 00:00-23:00', 7 * 23],
    ['daily 08:00-07:00', 7 * 23],
    ['Fri-Sat 20:00-02:00', 2 * 6],
    ['Sun 23:30-00:30', 1],
    ['Mon 00:00-12:00', 12],
  ])('%s: server and database run then, and little longer', (hours, openHours) => {
    const { startInstances, stopInstances, startDBInstance, stopDBInstance } = schedulesOf(hours);
    const server = runningMinutes(
      startInstances?.ScheduleExpression ?? '',
      stopInstances?.ScheduleExpression ?? '',
    );
    const database = runningMinutes(
      startDBInstance?.ScheduleExpression ?? '',
      stopDBInstance?.ScheduleExpression ?? '',
    );
    const openings = parseWorkingHours(hours).days.length;
    expect(server.size).toBe(openHours * 60 + openings * 5);
    expect(database.size).toBe(openHours * 60 + openings * 20);
    // The server never runs without its database.
    expect([...server].filter((minute) => !database.has(minute))).toEqual([]);
  });
});
