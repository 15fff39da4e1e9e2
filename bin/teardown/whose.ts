import type { Evidence, Item, Kind } from './kind';

export type Owner = 'ours' | 'shared' | 'stranger';

export interface Ownership {
  readonly owner: Owner;
  /** By what it is known to be ours. */
  readonly proof?: string;
}

/** Tags that CloudFormation itself writes and nobody else can. */
export const stackNameTag = 'aws:cloudformation:stack-name';
export const stackIdTag = 'aws:cloudformation:stack-id';
export const projectTag = 'project';

/** The surest proof: CloudFormation’s own list of what it has made. */
export const madeByOurStack = 'made by our stack';

const stranger: Ownership = { owner: 'stranger' };

/**
 * Whose something is. Ours is only what is proven to be: by CloudFormation's tags, which decide where there are any; by the tag `project`;
 * by the list of what our stacks have made; or by a name that is derived from the project's as a whole.
 */
export function whose(item: Item, kind: Pick<Kind, 'type' | 'isOursByName'>, evidence: Evidence): Ownership {
  const { projectName, stackNames, stackIds, resources } = evidence;
  const { tags = {}, of, physicalId = item.id } = item;
  const ours = (proof: string): Ownership => ({ owner: 'ours', proof });
  if (item.isShared) return { owner: 'shared' };
  const { [stackIdTag]: stackId, [stackNameTag]: stackName } = tags;
  if (stackId !== undefined && stackIds.has(stackId)) return ours(madeByOurStack);
  // Another stack's, whatever else it says.
  if (stackName !== undefined && !stackNames.includes(stackName)) return stranger;
  if (kind.type !== undefined && resources.has(resourceKey(kind.type, physicalId)))
    return ours(madeByOurStack);
  if (stackName !== undefined) return ours(`tag ${stackNameTag}=${stackName}`);
  if (tags[projectTag] === projectName) return ours(`tag ${projectTag}=${projectName}`);
  // Somebody says whose it is, and it is another project's.
  if (tags[projectTag] !== undefined) return stranger;
  if (of !== undefined && resources.has(resourceKey(of.type, of.id)))
    return ours(`of ${of.id}, made by our stack`);
  if (kind.isOursByName?.(item, projectName)) return ours('name');
  return stranger;
}

export const resourceKey = (type: string, physicalId: string) => `${type}|${physicalId}`;
