import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import type { DeployedStack } from './read-stack';

export interface StackResource {
  readonly logicalId: string;
  /** `AWS::EC2::SecurityGroup` */
  readonly type: string;
  /** What AWS calls it: `sg-0123456789abcdef0`. */
  readonly physicalId: string;
}

/** What the stack has made and not deleted: at most the first hundred, of which ours has a third. */
export async function stackResources(
  { aws }: Pick<Target, 'aws'>,
  { id }: Pick<DeployedStack, 'id'>,
  signal?: AbortSignal,
): Promise<readonly StackResource[]> {
  const { StackResources = [] } = await new CloudFormationClient(aws).send(
    new DescribeStackResourcesCommand({ StackName: id }),
    { ...(signal && { abortSignal: signal }) },
  );
  return StackResources.filter(
    ({ ResourceStatus, PhysicalResourceId }) => ResourceStatus !== 'DELETE_COMPLETE' && PhysicalResourceId,
  ).map(({ LogicalResourceId, ResourceType, PhysicalResourceId }) => ({
    logicalId: LogicalResourceId ?? '',
    type: ResourceType ?? '',
    physicalId: PhysicalResourceId ?? '',
  }));
}

/** The one of its type. @throws UserError where there is none (yet) */
export function resourceOfType(
  resources: readonly StackResource[],
  type: string,
  { name, status }: Pick<DeployedStack, 'name' | 'status'>,
): StackResource {
  const found = resources.find((resource) => resource.type === type);
  if (found !== undefined) return found;
  throw new UserError(`The stack ${name} (${status}) has no ${type}.`, {
    code: exitCodes.notDeployed,
    fix: 'waffle up finishes what a deploy has begun',
  });
}
