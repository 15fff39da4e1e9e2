import { loses, type ResourceChange } from '../../infra/replacement/resource-change';
import { formatTable } from '../io/format';
import { plainName } from './plain-names';

/** What becomes of a resource, worst first. */
export const effects = ['delete', 'replace', 'change', 'create'] as const;
export type Effect = (typeof effects)[number];

export interface PlainChange {
  readonly effect: Effect;
  /** `the server` */
  readonly what: string;
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string | null;
  /** Properties that change. */
  readonly properties: readonly string[];
  /** CloudFormation decides only while it deploys whether it replaces. */
  readonly perhaps: boolean;
}

const signs: Readonly<Record<Effect, string>> = { create: '+', change: '~', replace: '!', delete: '-' };

/** A change set in words; empty where nothing changes. */
export const plainChanges = (changes: readonly ResourceChange[]): readonly PlainChange[] =>
  changes.map(toPlain).sort((a, b) => effects.indexOf(a.effect) - effects.indexOf(b.effect));

function toPlain(change: ResourceChange): PlainChange {
  const { ResourceType: type = '', LogicalResourceId = '', PhysicalResourceId, Details = [] } = change;
  const properties = Details.flatMap(({ Target }) => Target?.Name ?? Target?.Attribute ?? []);
  return {
    effect: effectOf(change),
    what: plainName(type),
    type,
    logicalId: LogicalResourceId,
    physicalId: PhysicalResourceId ?? null,
    properties: [...new Set(properties)],
    perhaps: change.Replacement === 'Conditional',
  };
}

/** Of a server or database `loses` knows more than `Replacement`: a changed type stops and starts it. */
function effectOf(change: ResourceChange): Effect {
  if (change.Action === 'Add' || change.Action === 'Import') return 'create';
  if (change.Action === 'Remove') return 'delete';
  return change.Replacement === 'True' || loses(change) !== undefined ? 'replace' : 'change';
}

/** A table with one line a kind where many are alike, the worst first. */
export function describeChanges(stackName: string, changes: readonly PlainChange[]): string {
  if (changes.length === 0) return `Nothing would change in ${stackName}.`;
  const rows = groups(changes).map(([{ effect, what }, members]) => [
    `  ${signs[effect]} ${effect}`,
    members.length === 1 ? what : `${what} (${members.length} of them)`,
    describeMembers(members),
  ]);
  return `What would change in ${stackName}:\n${formatTable(rows)}`;
}

const groups = (changes: readonly PlainChange[]) => {
  const byKind = new Map<string, PlainChange[]>();
  for (const change of changes) {
    const key = `${change.effect} ${change.type}`;
    byKind.set(key, [...(byKind.get(key) ?? []), change]);
  }
  return [...byKind.values()].map((members) => [members[0] as PlainChange, members] as const);
};

function describeMembers(members: readonly PlainChange[]): string {
  const properties = [...new Set(members.flatMap((member) => member.properties))];
  const perhaps = members.some((member) => member.perhaps) ? 'decided while it deploys' : '';
  const [first] = members;
  const id = members.length === 1 ? (first?.physicalId ?? '') : '';
  return [id, properties.join(', '), perhaps].filter(Boolean).join('; ');
}
