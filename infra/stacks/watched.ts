import type { Settings } from '../config/settings';
import { metric, type Watched } from '../constructs/service-alarms/service-alarms';
import type { ScaleOutStack } from './scale-out-stack';

/** Those that take a rollout back: what users notice. */
export const rollbackAlarms = ['server-errors'] as const;

const gibibyte = 1024 ** 3;

/** What is watched of the topology scale-out: eight of the ten alarms that are always free. */
export const watchedBy = (
  { balancer: { balancer, targets }, database, cache }: ScaleOutStack,
  { projectName }: Settings,
): readonly Watched[] => {
  const way = { LoadBalancer: balancer.loadBalancerFullName, TargetGroup: targets.targetGroupFullName };
  const service = { ClusterName: projectName, ServiceName: projectName };
  const instance = { DBInstanceIdentifier: database.identifier };
  const web = (name: string, statistic: string) => metric('AWS/ApplicationELB', name, statistic, way);
  return [
    {
      name: rollbackAlarms[0],
      meaning: 'The API answers with errors of its own (5xx): read its log',
      metric: web('HTTPCode_Target_5XX_Count', 'Sum'),
      threshold: 10,
      periods: 3,
    },
    {
      name: 'not-ready',
      meaning: 'Tasks are not ready: does the database answer? /readyz says which part does not',
      metric: web('UnHealthyHostCount', 'Maximum'),
      threshold: 0,
      periods: 5,
    },
    {
      name: 'slow',
      meaning: 'One request in a hundred takes over a second: the database, or too few tasks',
      metric: web('TargetResponseTime', 'p99'),
      threshold: 1,
      periods: 5,
    },
    {
      name: 'task-memory',
      meaning: 'Tasks have no memory left: a leak, or a larger taskCpu',
      metric: metric('AWS/ECS', 'MemoryUtilization', 'Maximum', service),
      threshold: 90,
      periods: 5,
    },
    {
      name: 'database-cpu',
      meaning: 'The database is busy: a larger databaseInstanceClass, or a slow statement',
      metric: metric('AWS/RDS', 'CPUUtilization', 'Average', instance),
      threshold: 80,
      periods: 10,
    },
    {
      name: 'database-disk',
      meaning: 'The disk of the database is almost full: raise databaseStorageGiB',
      metric: metric('AWS/RDS', 'FreeStorageSpace', 'Minimum', instance),
      threshold: 2 * gibibyte,
      rings: 'below',
      periods: 5,
    },
    {
      name: 'database-memory',
      meaning: 'The database has almost no memory left: a larger databaseInstanceClass',
      metric: metric('AWS/RDS', 'FreeableMemory', 'Minimum', instance),
      threshold: 64 * 1024 ** 2,
      rings: 'below',
      periods: 10,
    },
    {
      name: 'cache-memory',
      meaning: 'The cache is full and forgets what is still asked for: a larger cacheNodeType',
      metric: metric('AWS/ElastiCache', 'DatabaseMemoryUsagePercentage', 'Maximum', {
        ReplicationGroupId: cache.identifier,
      }),
      threshold: 90,
      periods: 10,
    },
  ];
};
