import { z } from 'zod';
import { taskCpus, type TaskCpu } from '../../constructs/api-task/task-sizes';
import { wholeNumber } from './checks';
import { rule } from './rule';

export const scaleOutSettings = {
  databaseReadReplicas: rule({
    group: 'scaleOut',
    schema: wholeNumber(0, 5).default(0),
    meaning:
      'Copies of the database that answer reads, for reports and the like: the API itself asks the primary',
    allowed: 'a whole number from 0 to 5',
    change: '-c databaseReadReplicas=1',
    only: 'scale-out',
  }),
  cacheNodeType: rule({
    group: 'scaleOut',
    schema: z
      .string()
      .regex(/^cache\.[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'it is not the name of a node type of ElastiCache')
      .transform((value) => value as `cache.${string}`)
      .default('cache.t4g.micro'),
    meaning: 'Type of each of the two nodes of the cache',
    allowed: 'a node type of ElastiCache: cache.t4g.micro, cache.t4g.small, cache.m6g.large, …',
    change: '-c cacheNodeType=cache.t4g.small',
    only: 'scale-out',
  }),
  taskCpu: rule({
    group: 'scaleOut',
    schema: z
      .string()
      .refine(
        (value) => taskCpus.map(String).includes(value),
        'Fargate has no such task with twice as many MiB',
      )
      .transform((value) => Number(value) as TaskCpu)
      .default(256),
    meaning:
      'CPU of a task in 1/1024 of a vCPU; its memory is twice as many MiB, the least that Fargate gives with it',
    allowed: taskCpus.join(', '),
    change: '-c taskCpu=512',
    only: 'scale-out',
  }),
  minTasks: rule({
    group: 'scaleOut',
    schema: wholeNumber(1, 100).default(2),
    meaning: 'Tasks that always run; two are one in each zone',
    allowed: 'a whole number from 1 to 100',
    change: '-c minTasks=2',
    only: 'scale-out',
  }),
  maxTasks: rule({
    group: 'scaleOut',
    schema: wholeNumber(1, 100).default(6),
    meaning: 'Tasks that run at most',
    allowed: 'a whole number from 1 to 100, not below minTasks',
    change: '-c maxTasks=12',
    only: 'scale-out',
  }),
  requestsPerTask: rule({
    group: 'scaleOut',
    schema: wholeNumber(1, 10_000_000).default(3000),
    meaning: 'Requests a minute and task above which tasks are added; CPU above 60 % adds them too',
    allowed: 'a whole number from 1 to 10000000',
    change: '-c requestsPerTask=6000',
    only: 'scale-out',
  }),
  imageTag: rule({
    group: 'scaleOut',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]{0,127}$/, 'it is not the tag of an image')
      .optional(),
    meaning: 'Image that the service runs, the id of its release; empty, that of the release archive',
    allowed: 'the tag of an image in the repository of the project, or empty',
    change: '-c imageTag=20261121T101500Z-1a2b3c4d, to go back to that release',
    only: 'scale-out',
  }),
  ecsExec: rule({
    group: 'scaleOut',
    schema: z.enum(['off', 'on'], 'it is neither on nor off').default('off'),
    meaning: 'on: `aws ecs execute-command` opens a shell in a task, which wants one interface endpoint more',
    allowed: 'off, on',
    change: '-c ecsExec=on',
    only: 'scale-out',
  }),
  alarmEmail: rule({
    group: 'scaleOut',
    schema: z.email('it is not an e-mail address').optional(),
    meaning:
      'Who gets mail when an alarm rings; empty, alarms are seen in the console, and take rollouts back',
    allowed: 'an e-mail address, or empty',
    change: '-c alarmEmail=you@example.com',
    only: 'scale-out',
  }),
} as const;
