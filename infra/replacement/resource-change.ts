/** What is read of a change in CloudFormation's description of a change set (API DescribeChangeSet); its SDK's type fits. */
export interface ResourceChange {
  readonly Action?: string | undefined;
  readonly LogicalResourceId?: string | undefined;
  readonly PhysicalResourceId?: string | undefined;
  readonly ResourceType?: string | undefined;
  readonly Replacement?: string | undefined;
  readonly PolicyAction?: string | undefined;
  readonly Details?: readonly ChangeDetail[] | undefined;
}

export interface ChangeDetail {
  readonly Target?:
    | {
        readonly Attribute?: string | undefined;
        readonly Name?: string | undefined;
        readonly RequiresRecreation?: string | undefined;
      }
    | undefined;
  readonly CausingEntity?: string | undefined;
}

/**
 * Properties that CloudFormation calls a reason to replace an instance under conditions that cannot hold here. Type and user-data
 * replace one with its root device in the instance store, security groups one outside of a VPC; ours boots from EBS in a VPC: it is
 * stopped and started at most (CloudFormation User Guide, AWS::EC2::Instance, read 2026-11-21).
 */
const neverReplacing: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Instance': ['InstanceType', 'UserData', 'SecurityGroupIds'],
};

/** Whether the resource of a change would come to its end. */
export const loses = (change: ResourceChange): 'certain' | 'conditional' | undefined => {
  if (change.Action === 'Remove') return 'certain';
  if (change.Replacement === 'True') return 'certain';
  return change.Replacement === 'Conditional' && !isHarmless(change) ? 'conditional' : undefined;
};

const isHarmless = ({ ResourceType = '', Details = [] }: ResourceChange): boolean => {
  const named = neverReplacing[ResourceType] ?? [];
  const reasons = Details.filter(({ Target }) => (Target?.RequiresRecreation ?? 'Never') !== 'Never');
  return reasons.length > 0 && reasons.every(({ Target }) => named.includes(Target?.Name ?? ''));
};
