import { exitCodes, type ExitCode } from '../io/errors';
import type { DeletedStack } from './delete-stack';
import type { Removed } from './delete-leftovers';
import type { Answer, Found, Look } from './look';
import { type Kept, oursIn } from './choose';

/** The proof, as it is written. */
export interface Receipt {
  readonly outcome: Outcome;
  readonly exitCode: ExitCode;
  readonly project: string;
  /** All but the last four digits are masked. */
  readonly account: string;
  readonly command: string;
  readonly version: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seconds: number;
  readonly regions: readonly string[];
  readonly dump: string | null;
  readonly stacks: readonly StackLine[];
  readonly deleted: readonly ItemLine[];
  readonly failed: readonly ItemLine[];
  readonly kinds: readonly KindLine[];
  /** Of ours, what is still there; what was there when it was last looked for, where the end was not reached. */
  readonly left: readonly ItemLine[];
  /** List price of what is ours. */
  readonly monthlyUsd: { readonly before: number; readonly after: number };
  /** Billed, with no known price: in neither sum. */
  readonly unpriced: { readonly before: number; readonly after: number };
  /** Everybody's, only reported: the bootstrap stack and its bucket, log groups of Session Manager. */
  readonly shared: readonly ItemLine[];
  /** What to type next; `null` where nothing is to be done. */
  readonly next: string | null;
}

export type Outcome =
  | 'nothing left'
  | 'nothing billed left'
  | 'something billed is left'
  | 'not everything could be asked'
  | 'something could not be deleted'
  | 'interrupted';

export interface StackLine {
  readonly name: string;
  readonly region: string;
  readonly isGone: boolean;
  readonly reason?: string;
  readonly resources: readonly {
    readonly id: string;
    readonly type: string;
    readonly outcome: string;
    readonly at: string;
  }[];
}

export interface ItemLine {
  readonly kind: string;
  readonly id: string;
  readonly region: string;
  readonly about?: string;
  readonly isBilled: boolean;
  readonly monthlyUsd: number | null;
  readonly at?: string;
  readonly why?: string;
}

export interface KindLine {
  readonly kind: string;
  readonly name: string;
  readonly regions: readonly string[];
  readonly ours: number;
  readonly others: number;
  readonly shared: number;
  readonly notAsked: readonly { readonly region: string; readonly why: string }[];
}

export interface ReceiptFacts {
  readonly project: string;
  readonly account: string;
  readonly command: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly regions: readonly string[];
  readonly dump: string | undefined;
  readonly stacks: readonly {
    readonly name: string;
    readonly region: string;
    readonly result: DeletedStack;
  }[];
  readonly removed: readonly Removed[];
  readonly before: Look;
  /** The last one. Absent where there was only one. */
  readonly after: Look | undefined;
  /** Why something of ours was not deleted. */
  readonly whyKept: (found: Found) => Kept | undefined;
  /** What the command ends with where something ended it early: Ctrl-C, a network that is gone. */
  readonly endedEarlyWith?: ExitCode | undefined;
}

export function makeReceipt(facts: ReceiptFacts): Receipt {
  const { before, after = before, startedAt, endedAt, stacks, removed } = facts;
  const left = leftAt(after, facts);
  const leftKeys = new Set(left.map(keyOf));
  const failed = removed.filter(({ found, failure }) => failure !== undefined && leftKeys.has(keyOf(found)));
  const outcome = outcomeOf(facts, left, failed);
  return {
    outcome,
    exitCode: facts.endedEarlyWith ?? codes[outcome],
    project: facts.project,
    account: facts.account,
    command: facts.command,
    version: facts.version,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    seconds: round((endedAt.getTime() - startedAt.getTime()) / 1000, 1),
    regions: facts.regions,
    dump: facts.dump ?? null,
    stacks: stacks.map(toStackLine),
    deleted: removed
      .filter(({ found }) => !leftKeys.has(keyOf(found)))
      .map(({ found, at }) => ({ ...toLine(found), at: at.toISOString() })),
    failed: failed.map(({ found, failure = '' }) => ({ ...toLine(found), why: failure })),
    kinds: kindLines(after.answers),
    left: left.map((found) => toLine(found, facts.whyKept(found)?.why)),
    monthlyUsd: { before: sumUsd(oursIn(before)), after: sumUsd(left) },
    unpriced: { before: unpriced(oursIn(before)), after: unpriced(left) },
    shared: after.answers
      .flatMap(({ found }) => found.filter(({ owner }) => owner === 'shared'))
      .map((found) => toLine(found)),
    next: nextStep(outcome, left, facts),
  };
}

/** Nobody has looked since what was deleted before an early end. */
const leftAt = (look: Look, { removed, endedEarlyWith }: ReceiptFacts): readonly Found[] => {
  if (endedEarlyWith === undefined) return oursIn(look);
  const gone = new Set(
    removed.filter(({ failure }) => failure === undefined).map(({ found }) => keyOf(found)),
  );
  return oursIn(look).filter((found) => !gone.has(keyOf(found)));
};

function nextStep(
  outcome: Outcome,
  left: readonly Found[],
  { project, whyKept }: Pick<ReceiptFacts, 'project' | 'whyKept'>,
): string | null {
  if (outcome === 'nothing left') return null;
  if (outcome === 'not everything could be asked')
    return 'allow what is named above, then: waffle down --check';
  const withFlag = left.map(({ kind, ...found }) => ({
    kind,
    flag: whyKept({ kind, ...found })?.flag ?? '',
  }));
  const here = withFlag.filter(({ flag }) => !flag.startsWith('--region'));
  const elsewhere = withFlag.find(({ flag }) => flag.startsWith('--region'));
  if (here.length === 0 && elsewhere) return `waffle down ${elsewhere.flag}`;
  const isOnlyLeftovers = here.length > 0 && !here.some(({ kind }) => kind === 'stack');
  if (!isOnlyLeftovers || codes[outcome] === exitCodes.failed) return 'waffle down';
  const flags = new Set(here.map(({ flag }) => flag).filter(Boolean));
  return ['waffle down --leftovers', ...flags, `--confirm ${project}`].join(' ');
}

const codes = {
  'nothing left': exitCodes.ok,
  'nothing billed left': exitCodes.ok,
  'something billed is left': exitCodes.guard,
  'not everything could be asked': exitCodes.failed,
  'something could not be deleted': exitCodes.failed,
  interrupted: exitCodes.interrupted,
} as const satisfies Record<Outcome, ExitCode>;

/** Computed from what was seen: never better than the worst of it. */
function outcomeOf(facts: ReceiptFacts, left: readonly Found[], failed: readonly Removed[]): Outcome {
  if (facts.endedEarlyWith !== undefined) return 'interrupted';
  if (facts.stacks.some(({ result }) => !result.isGone) || failed.length > 0)
    return 'something could not be deleted';
  if ((facts.after ?? facts.before).answers.some(({ failure }) => failure !== undefined)) {
    return 'not everything could be asked';
  }
  if (left.some(({ isBilled }) => isBilled)) return 'something billed is left';
  return left.length > 0 ? 'nothing billed left' : 'nothing left';
}

const keyOf = ({ kind, region, id }: Found) => `${kind} ${region} ${id}`;

const toStackLine = ({ name, region, result }: ReceiptFacts['stacks'][number]): StackLine => ({
  name,
  region,
  isGone: result.isGone,
  ...(result.reason !== undefined && { reason: result.reason }),
  resources: result.resources.map(({ logicalId, type, outcome, at }) => ({
    id: logicalId,
    type,
    outcome,
    at: at.toISOString(),
  })),
});

const toLine = ({ kind, id, region, about, isBilled, monthlyUsd }: Found, why?: string): ItemLine => ({
  kind,
  id,
  region,
  ...(about !== undefined && { about }),
  isBilled,
  monthlyUsd: monthlyUsd === undefined ? null : round(monthlyUsd, 4),
  ...(why !== undefined && { why }),
});

/** One line a kind, over all regions. */
export function kindLines(answers: readonly Answer[]): readonly KindLine[] {
  const ids = [...new Set(answers.map(({ kind }) => kind.id))];
  return ids.map((id) => {
    const ofKind = answers.filter(({ kind }) => kind.id === id);
    const count = (owner: Found['owner']) =>
      ofKind.flatMap(({ found }) => found).filter((found) => found.owner === owner).length;
    return {
      kind: id,
      name: ofKind[0]?.kind.name ?? id,
      regions: ofKind.filter(({ failure }) => failure === undefined).map(({ region }) => region),
      ours: count('ours'),
      others: count('stranger'),
      shared: count('shared'),
      notAsked: ofKind.flatMap(({ region, failure }) =>
        failure === undefined ? [] : [{ region, why: failure }],
      ),
    };
  });
}

export const sumUsd = (found: readonly Found[]) =>
  round(
    found.reduce((sum, { monthlyUsd = 0 }) => sum + monthlyUsd, 0),
    2,
  );

const unpriced = (found: readonly Found[]) =>
  found.filter(({ isBilled, monthlyUsd }) => isBilled && monthlyUsd === undefined).length;

const round = (value: number, digits: number) => Number(value.toFixed(digits));

/** What nobody but the owner has to know: the account but for its last digits, and where the owner lives. */
export function maskSecrets(text: string, account: string, homeAddress: string | undefined): string {
  const masked = text.replaceAll(account, maskedAccount(account));
  const home = homeAddress?.split('/')[0];
  return home ? masked.replaceAll(home, 'home-address') : masked;
}

const maskedAccount = (account: string) => `${'*'.repeat(account.length - 4)}${account.slice(-4)}`;
