import { loses, type ResourceChange } from './resource-change';

/** What is never replaced or removed as a side effect, by the word that asks for it. */
export const guarded = {
  server: 'AWS::EC2::Instance',
  database: 'AWS::RDS::DBInstance',
  /** Of uploaded pictures. */
  bucket: 'AWS::S3::Bucket',
} as const;
export type Guarded = keyof typeof guarded;
export const guardedNames = Object.keys(guarded) as readonly Guarded[];

/** A guarded resource that a change set would put an end to. */
export interface Loss {
  readonly what: Guarded;
  readonly logicalId: string;
  /** Such as `i-0123456789abcdef0`; CloudFormation does not always say it. */
  readonly physicalId: string | undefined;
  /** By a new one, of which it may be part of the change set under another logical id; or by nothing. */
  readonly outcome: 'replaced' | 'removed';
  /** `conditional` where CloudFormation knows only while it deploys. */
  readonly certainty: 'certain' | 'conditional';
  /** Properties that change, each with what changes them where that is another resource. */
  readonly causes: readonly string[];
  /** Of the old one: `undefined` where CloudFormation does not say. */
  readonly fate: 'deleted' | 'kept' | 'kept as a snapshot' | undefined;
}

/** The servers, databases and buckets that would not survive a change set. */
export const findLosses = (changes: readonly ResourceChange[]): readonly Loss[] =>
  guardedNames.flatMap((what) => {
    const ofType = changes.filter(({ ResourceType }) => ResourceType === guarded[what]);
    const successor = ofType.find(({ Action }) => Action === 'Add');
    return ofType.flatMap((change) => lossOf(what, change, successor));
  });

const lossOf = (
  what: Guarded,
  change: ResourceChange,
  successor: ResourceChange | undefined,
): readonly Loss[] => {
  const certainty = loses(change);
  if (certainty === undefined) return [];
  const removed = change.Action === 'Remove';
  return [
    {
      what,
      logicalId: change.LogicalResourceId ?? '(without a logical id)',
      physicalId: change.PhysicalResourceId,
      outcome: removed && successor === undefined ? 'removed' : 'replaced',
      certainty,
      causes: removed ? removalCauses(successor) : causesOf(change),
      fate: fateOf(change.PolicyAction),
    },
  ];
};

const removalCauses = (successor: ResourceChange | undefined) =>
  successor === undefined
    ? ['it is no longer in the template']
    : [`the template has ${successor.LogicalResourceId} in its place`];

/** Of each property once, although CloudFormation reports one for every way in which it changes. */
const causesOf = ({ Details = [] }: ResourceChange): readonly string[] => {
  const causes = Details.filter(({ Target }) => (Target?.RequiresRecreation ?? 'Never') !== 'Never').map(
    ({ Target, CausingEntity }) => {
      const property = Target?.Name ?? Target?.Attribute ?? 'something';
      return CausingEntity === undefined ? property : `${property} (through ${CausingEntity})`;
    },
  );
  return causes.length === 0 ? ['CloudFormation does not say by what'] : [...new Set(causes)];
};

const fateOf = (policy: string | undefined): Loss['fate'] => {
  if (policy === undefined) return undefined;
  if (policy.endsWith('Snapshot')) return 'kept as a snapshot';
  return policy.endsWith('Retain') ? 'kept' : 'deleted';
};
