import { randomInt } from 'node:crypto';

import { exitCodes, UserError } from '../../bin/io/errors';

export interface FuzzSettings {
  /** The number of the first request; the others follow. */
  readonly seed: number;
  readonly requests: number;
}

const maxSeed = 2 ** 31 - 1;
const maxRequests = 10_000_000;

/** What `FUZZ_SEED` and `FUZZ_REQUESTS` say; another seed each time without the first. @throws UserError */
export function readFuzzSettings(
  variables: Readonly<Record<string, string | undefined>>,
  usualRequests: number,
): FuzzSettings {
  return {
    seed: readNumber(variables, 'FUZZ_SEED', 0, maxSeed) ?? randomInt(maxSeed),
    requests: readNumber(variables, 'FUZZ_REQUESTS', 1, maxRequests) ?? usualRequests,
  };
}

function readNumber(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = variables[name] ?? '';
  if (text === '') return undefined;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (number >= min && number <= max) return number;
  throw new UserError(`${name} is ${JSON.stringify(text)}; allowed: a whole number from ${min} to ${max}.`, {
    code: exitCodes.usage,
    fix: `Type for example: ${name}=${Math.max(min, 1_000)} npm run fuzz`,
  });
}
