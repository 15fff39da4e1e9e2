import type { Found, Look } from './look';
import { stackNamesOf } from './read-evidence';
import { madeByOurStack } from './whose';

/** What was asked for. */
export interface Choices {
  readonly check: boolean;
  readonly leftovers: boolean;
  readonly snapshots: boolean;
  readonly bootstrap: boolean;
  readonly unprotect: boolean;
  readonly allRegions: boolean;
}

export interface Policy {
  /** The region of the project. */
  readonly home: string;
  /** Of the budget, where it has a stack of its own. */
  readonly budgetRegion: string | undefined;
  readonly projectName: string;
  readonly databaseOnDelete: 'delete' | 'snapshot';
}

/** Stacks that go: the project's in its region, its budget's where that is. One of the same name elsewhere is another deploy. */
export const doomedStacks = ({ stacks }: Look, { home, budgetRegion, projectName }: Policy) =>
  stacks
    .filter(
      ({ region, name }) => region === home || (region === budgetRegion && name === `${projectName}-budget`),
    )
    .sort((one, other) => placeOf(one.name, projectName) - placeOf(other.name, projectName));

/** The service stands on the project's stack, which refuses to go while it is there. */
const placeOf = (name: string, projectName: string) =>
  (stackNamesOf(projectName) as readonly string[]).indexOf(name);

export const oursIn = ({ answers }: Look): readonly Found[] =>
  answers.flatMap(({ found }) => found).filter(({ owner }) => owner === 'ours');

/** Why something of ours is not deleted, and the flag that makes a difference. */
export interface Kept {
  readonly why: string;
  readonly flag?: string;
}

/** `undefined` where nothing stands against it. */
export function whyKept(
  { id, kind, region, proof, servesRegion }: Found,
  look: Look,
  policy: Policy,
  choices: Pick<Choices, 'snapshots' | 'allRegions'>,
): Kept | undefined {
  const place = region === 'global' ? servesRegion : region;
  const live = look.stacks.find((stack) =>
    kind === 'stack' ? stack.id === id : place === undefined || stack.region === place,
  );
  if (live && doomedStacks(look, policy).includes(live)) return { why: `goes with the stack ${live.name}` };
  if (live) return elsewhere(live.region);
  if (kind === 'rds-snapshot' && policy.databaseOnDelete === 'snapshot' && !choices.snapshots) {
    return {
      why: 'kept as databaseOnDelete=snapshot asks: --snapshots deletes it too',
      flag: '--snapshots',
    };
  }
  // A tag says whose it is and not of which region; the stack's own list does.
  const everywhere =
    choices.allRegions &&
    look.answers.every(({ kind: { id }, failure }) => id !== 'stack' || failure === undefined);
  const isSure = region !== 'global' || place === policy.home || everywhere || proof === madeByOurStack;
  if (isSure) return undefined;
  return {
    why: 'may belong to the project in another region: --all-regions finds out',
    flag: '--all-regions',
  };
}

const elsewhere = (region: string): Kept => ({
  why: `of the stack in ${region}: waffle down --region ${region}`,
  flag: `--region ${region}`,
});

/** What of ours may be deleted one by one. */
export const removable = (
  look: Look,
  policy: Policy,
  choices: Pick<Choices, 'snapshots' | 'allRegions'>,
): readonly Found[] =>
  oursIn(look).filter(
    (found) =>
      !found.isGoing &&
      kindOf(look, found)?.remove !== undefined &&
      whyKept(found, look, policy, choices) === undefined,
  );

export const kindOf = ({ answers }: Look, { kind }: Found) =>
  answers.find((answer) => answer.kind.id === kind)?.kind;
