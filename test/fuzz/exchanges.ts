import fc, { type Arbitrary } from 'fast-check';

import { type Draft, write } from './draft';
import type { Exchange, Kind } from './exchange';
import { apiCalls, validDraftOf } from './operations';
import { carelessly, hostilely, type Spoil } from './spoil';
import { wires } from './wire';

const single = (kind: Kind, draft: Draft): Exchange => ({
  kind,
  about: draft.operation,
  messages: [write(draft)],
  promised: 'each',
});

const validDraft = validDraftOf(apiCalls);
const valid = validDraft.map((draft) => single('valid', draft));

const spoilt = (kind: Kind, spoils: Arbitrary<readonly Spoil[]>) =>
  fc.tuple(validDraft, spoils).map(([draft, all]) =>
    single(
      kind,
      all.reduce((spoiling, spoil) => spoil(spoiling), draft),
    ),
  );

const nearlyValid = spoilt('nearly valid', fc.array(carelessly, { minLength: 1, maxLength: 2 }));
const hostile = spoilt(
  'hostile',
  fc
    .tuple(hostilely, fc.array(fc.oneof(hostilely, carelessly), { maxLength: 2 }))
    .map(([first, others]) => [first, ...others]),
);

/** Several at once over one connection, good ones behind bad ones. */
const pipelined = fc.array(fc.oneof(valid, nearlyValid), { minLength: 2, maxLength: 5 }).map((exchanges) => ({
  kind: 'hostile' as const,
  about: 'pipelined',
  messages: exchanges.flatMap(({ messages }) => messages),
  promised: 'each' as const,
}));

const wire = wires.map((parts) => ({ kind: 'hostile' as const, about: 'wire', ...parts }));

/** Everything that is sent. */
export const exchanges: Arbitrary<Exchange> = fc.oneof(
  { weight: 45, arbitrary: valid },
  { weight: 27, arbitrary: nearlyValid },
  { weight: 18, arbitrary: hostile },
  { weight: 3, arbitrary: pipelined },
  { weight: 7, arbitrary: wire },
);

/** Neighbouring numbers give arbitraries that have nothing in common. */
const scramble = (number: number) => {
  const once = Math.imul(number ^ (number >>> 16), 0x45d9f3b);
  const twice = Math.imul(once ^ (once >>> 16), 0x45d9f3b);
  return twice ^ (twice >>> 16);
};

/** The exchange of a number: always the same one. */
export const exchangeOf = (seed: number): Exchange => {
  const [exchange] = fc.sample(exchanges, { seed: scramble(seed), numRuns: 1 });
  if (exchange === undefined) throw new Error('fast-check has made nothing.');
  return exchange;
};

/** The smallest exchange like that of a number that still has a problem; undefined when none has. */
export async function shrink(
  seed: number,
  hasProblem: (exchange: Exchange) => Promise<boolean>,
): Promise<Exchange | undefined> {
  const property = fc.asyncProperty(exchanges, async (exchange) => !(await hasProblem(exchange)));
  const options = { seed: scramble(seed), numRuns: 1, interruptAfterTimeLimit: shrinkMs };
  const { counterexample } = await fc.check(property, options);
  return counterexample?.[0];
}
const shrinkMs = 10_000;
