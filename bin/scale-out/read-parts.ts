import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElastiCacheClient, paginateDescribeCacheClusters } from '@aws-sdk/client-elasticache';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';
import { type DeployedStack } from '../stack/read-stack';
import { resourceOfType, stackResources } from '../stack/stack-resources';

type Place = Pick<Target, 'aws' | 'projectName'>;

/** Where the load balancer may send requests. */
export interface TargetHealth {
  readonly address: string;
  /** `healthy`, `initial`, `unhealthy`, `draining`, … */
  readonly state: string;
  readonly reason: string | null;
}

/** Of those that the load balancer knows; the service says which group they are in. */
export async function readTargets(
  { aws, projectName }: Place,
  abortSignal: AbortSignal,
): Promise<readonly TargetHealth[]> {
  const asked = new DescribeServicesCommand({ cluster: projectName, services: [projectName] });
  const { services: [service] = [] } = await new ECSClient(aws).send(asked, { abortSignal });
  const TargetGroupArn = service?.loadBalancers?.[0]?.targetGroupArn;
  if (TargetGroupArn === undefined) throw new UserError('the service is behind no load balancer');
  const command = new DescribeTargetHealthCommand({ TargetGroupArn });
  const client = new ElasticLoadBalancingV2Client(aws);
  const { TargetHealthDescriptions = [] } = await client.send(command, { abortSignal });
  return TargetHealthDescriptions.map(({ Target, TargetHealth: health }) => ({
    address: `${Target?.Id}:${Target?.Port}`,
    state: health?.State ?? 'unknown',
    reason: health?.Description ?? health?.Reason ?? null,
  }));
}

export interface AlarmState {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly meaning: string;
}

/** Those whose names begin with the project's. */
export async function readAlarms(
  { aws, projectName }: Place,
  abortSignal: AbortSignal,
): Promise<readonly AlarmState[]> {
  const client = new CloudWatchClient(aws);
  const input = { AlarmNamePrefix: `${projectName}-` };
  const alarms: AlarmState[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, input, { abortSignal }))
    alarms.push(
      ...MetricAlarms.map(({ AlarmName = '', StateValue = 'unknown', AlarmDescription = '' }) => ({
        name: AlarmName.slice(projectName.length + 1),
        state: StateValue,
        meaning: AlarmDescription,
      })),
    );
  return alarms;
}

export interface CacheStatus {
  readonly id: string;
  /** Each node's, such as `available`. */
  readonly nodes: readonly string[];
  readonly type: string;
  readonly engine: string;
}

export async function readCache(
  target: Place,
  stack: DeployedStack,
  abortSignal: AbortSignal,
): Promise<CacheStatus> {
  const resources = await stackResources(target, stack, abortSignal);
  const { physicalId: id } = resourceOfType(resources, 'AWS::ElastiCache::ReplicationGroup', stack);
  const client = new ElastiCacheClient(target.aws);
  const found = [];
  for await (const page of paginateDescribeCacheClusters({ client }, {}, { abortSignal }))
    found.push(...(page.CacheClusters ?? []).filter(({ ReplicationGroupId }) => ReplicationGroupId === id));
  const [first] = found;
  if (first === undefined) throw new UserError(`ElastiCache knows no nodes of ${id}`);
  return {
    id,
    nodes: found.map(({ CacheClusterStatus = 'unknown' }) => CacheClusterStatus),
    type: first.CacheNodeType ?? 'unknown',
    engine: `${first.Engine} ${first.EngineVersion}`,
  };
}
