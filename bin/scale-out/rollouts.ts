import {
  DescribeServiceRevisionsCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeploymentBrief,
} from '@aws-sdk/client-ecs';
import type { Target } from '../aws/target';
import { tagOf } from './task-definition';

/** One rollout of the service, as ECS remembers it for 90 days. */
export interface Rollout {
  /** Id of the release. */
  readonly tag: string;
  /** Of AWS: `SUCCESSFUL`, `IN_PROGRESS`, `ROLLBACK_SUCCESSFUL`, … */
  readonly status: string;
  readonly reason: string | null;
  /** ISO 8601 in UTC. */
  readonly began: string;
  /** Null while it is under way. */
  readonly ended: string | null;
}

/** As many revisions as can be asked of at once (ECS API reference, DescribeServiceRevisions, read 2026-11-22). */
const atOnce = 20;
/** Of one answer, the newest; older ones are nobody's way back. */
const most = 100;

type Place = Pick<Target, 'aws' | 'projectName'>;

/** Newest first. Service and cluster are named like the project. */
export async function listRollouts(
  { aws, projectName }: Place,
  abortSignal: AbortSignal,
): Promise<readonly Rollout[]> {
  const client = new ECSClient(aws);
  const command = new ListServiceDeploymentsCommand({
    cluster: projectName,
    service: projectName,
    maxResults: most,
  });
  const { serviceDeployments: briefs = [] } = await client.send(command, { abortSignal });
  const tags = await tagsOf(
    client,
    briefs.map(({ targetServiceRevisionArn = '' }) => targetServiceRevisionArn),
    abortSignal,
  );
  return briefs.map((brief) => describe(brief, tags)).sort((a, b) => b.began.localeCompare(a.began));
}

/** By the ARN of the revision. */
async function tagsOf(
  client: ECSClient,
  arns: readonly string[],
  abortSignal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const tags = new Map<string, string>();
  for (let begin = 0; begin < arns.length; begin += atOnce) {
    const command = new DescribeServiceRevisionsCommand({
      serviceRevisionArns: arns.slice(begin, begin + atOnce),
    });
    const { serviceRevisions = [] } = await client.send(command, { abortSignal });
    for (const { serviceRevisionArn = '', containerImages = [] } of serviceRevisions)
      tags.set(serviceRevisionArn, tagOf(containerImages[0]?.image ?? ''));
  }
  return tags;
}

const describe = (brief: ServiceDeploymentBrief, tags: ReadonlyMap<string, string>): Rollout => ({
  tag: tags.get(brief.targetServiceRevisionArn ?? '') ?? '',
  status: brief.status ?? 'PENDING',
  reason: brief.statusReason ?? null,
  began: (brief.startedAt ?? brief.createdAt)?.toISOString() ?? '',
  ended: brief.finishedAt?.toISOString() ?? null,
});

export const hasServed = ({ status }: Rollout): boolean => status === 'SUCCESSFUL';

/** What serves: the last one that came into service. */
export const servingOf = (rollouts: readonly Rollout[]): Rollout | undefined => rollouts.find(hasServed);

/** What served before it: the way back, and from there forward again. */
export function previousOf(rollouts: readonly Rollout[]): Rollout | undefined {
  const served = rollouts.filter(hasServed);
  return served.find(({ tag }) => tag !== served[0]?.tag);
}
