import { setTimeout as sleep } from 'node:timers/promises';
import { explainAwsError } from '../aws/aws-error';
import type { Output } from '../io/output';
import { type Choices, kindOf, oursIn, type Policy, removable } from './choose';
import { describe, type Found, type Look, lookAround, type LookOptions } from './look';

export interface Removed {
  readonly found: Found;
  readonly at: Date;
  /** Why it could not be deleted. */
  readonly failure?: string;
}

export interface DeleteLeftoversOptions {
  readonly look: LookOptions;
  readonly policy: Policy;
  readonly choices: Choices;
  readonly output: Output;
  /** Told of each attempt at once: an interruption does not undo what was deleted. */
  readonly onAttempt: (attempt: Removed) => void;
  /** @default 3 s, and 20 minutes in all: a database takes ten to be deleted */
  readonly wait?: { readonly pauseMs: number; readonly mostMs: number };
}

/**
 * Deletes what is ours, in the order of the kinds, and looks again, until nothing is left or an attempt changes nothing. What is
 * being deleted is waited for: it is in the way of what it uses.
 */
export async function deleteLeftovers(first: Look, options: DeleteLeftoversOptions): Promise<void> {
  const { look: asked, policy, choices } = options;
  const { pauseMs, mostMs } = options.wait ?? { pauseMs: 3000, mostMs: 20 * 60_000 };
  const endMs = Date.now() + mostMs;
  const near = nearby(first, asked);
  // What turns up later was not among what was shown.
  const shown = new Set(removable(first, policy, choices).map(keyOf));
  const toRemove = (look: Look) =>
    removable(look, policy, choices).filter((found) => shown.has(keyOf(found)));
  let look = first;
  for (;;) {
    const before = stateOf(look);
    // One after another, as what is used goes after what uses it.
    for (const found of toRemove(look)) options.onAttempt(await removeOne(look, found, options.output));
    look = await lookAround(near);
    const isGoing = oursIn(look).some((found) => found.isGoing);
    if (toRemove(look).length === 0 && !isGoing) break;
    if ((stateOf(look) === before && !isGoing) || Date.now() > endMs) break;
    await sleep(pauseMs, undefined, { signal: asked.signal });
  }
}

/** Between two attempts only what had something is asked, where it had it. */
function nearby(look: Look, asked: LookOptions): LookOptions {
  const ours = oursIn(look);
  const [home = ''] = asked.regions;
  const regions = [...new Set([home, ...ours.map(({ region }) => region)])].filter(
    (region) => region !== 'global',
  );
  return { ...asked, regions, only: [...new Set(['stack', ...ours.map(({ kind }) => kind)])] };
}

export const keyOf = ({ kind, region, id }: Found) => `${kind} ${region} ${id}`;

const stateOf = (look: Look) =>
  oursIn(look)
    .map((found) => `${keyOf(found)} ${found.isGoing ?? false}`)
    .sort()
    .join('\n');

async function removeOne(look: Look, found: Found, output: Output): Promise<Removed> {
  const ask = look.asks.find(({ region }) => region === found.region) ?? look.asks[0];
  if (ask === undefined) throw new Error('Nobody was asked.');
  try {
    await kindOf(look, found)?.remove?.(found, ask);
    output.line(`  ✔ ${found.kind} ${found.id}`);
    return { found, at: new Date() };
  } catch (error) {
    if (ask.signal.aborted) throw error;
    output.detail(explainAwsError(error)?.message ?? String(error));
    return { found, at: new Date(), failure: describe(error) };
  }
}

/** After a deletion: what is on its way out is waited for, and what still lists for a moment gets one. */
export async function settle(
  options: LookOptions,
  wait = { pauseMs: 3000, mostMs: 15 * 60_000 },
): Promise<Look> {
  const endMs = Date.now() + wait.mostMs;
  let look = await lookAround(options);
  while (oursIn(look).some((found) => found.isGoing) && Date.now() < endMs) {
    await sleep(wait.pauseMs, undefined, { signal: options.signal });
    look = await lookAround(options);
  }
  return look;
}
