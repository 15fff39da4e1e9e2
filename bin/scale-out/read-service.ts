import { DescribeServicesCommand, ECSClient, type Service } from '@aws-sdk/client-ecs';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';

/** The service as ECS tells it. */
export interface ServiceState {
  /** `ACTIVE`, `DRAINING`, … */
  readonly status: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  /** The primary one is what it is to become; others are on their way out. */
  readonly deployments: readonly ServiceDeployment[];
  /** Oldest first, the last hundred. */
  readonly events: readonly ServiceEvent[];
}

export interface ServiceDeployment {
  readonly isPrimary: boolean;
  /** `IN_PROGRESS`, `COMPLETED` or `FAILED`. */
  readonly state: string;
  readonly reason: string;
  readonly desired: number;
  readonly running: number;
  readonly failed: number;
}

export interface ServiceEvent {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly message: string;
}

export async function readService(
  { aws, projectName }: Pick<Target, 'aws' | 'projectName'>,
  abortSignal: AbortSignal,
): Promise<ServiceState> {
  const command = new DescribeServicesCommand({ cluster: projectName, services: [projectName] });
  const { services: [service] = [] } = await new ECSClient(aws).send(command, { abortSignal });
  if (service === undefined) throw new UserError(`ECS knows no service ${projectName}`);
  return describe(service);
}

const describe = (service: Service): ServiceState => ({
  status: service.status ?? 'unknown',
  desired: service.desiredCount ?? 0,
  running: service.runningCount ?? 0,
  pending: service.pendingCount ?? 0,
  deployments: (service.deployments ?? []).map((each) => ({
    isPrimary: each.status === 'PRIMARY',
    state: each.rolloutState ?? 'unknown',
    reason: each.rolloutStateReason ?? '',
    desired: each.desiredCount ?? 0,
    running: each.runningCount ?? 0,
    failed: each.failedTasks ?? 0,
  })),
  events: (service.events ?? [])
    .map(({ id = '', createdAt, message = '' }) => ({
      id,
      at: createdAt?.toISOString() ?? '',
      message,
    }))
    .reverse(),
});
