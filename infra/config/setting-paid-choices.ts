import { isReason } from '../free-tier/guard/reason';
import { rules } from '../free-tier/rules';
import { nearestName } from './nearest-name';

const ids: readonly string[] = rules.map(({ id }) => id);

export const paidChoicesGuide = {
  allowed: 'rules of docs/free-tier.md, each with a reason of three words or more; or empty',
  change:
    '-c paidChoices="FreeTier-DatabaseStorage=we import 40 GB of data; FreeTier-FinalSnapshot=the data is ours", or in a file "paidChoices": { "FreeTier-DatabaseStorage": "we import 40 GB of data" }',
} as const;

/** Reasons by the id of the rule that they answer. */
export type PaidChoices = Readonly<Record<string, string>>;

/** Choices from `id=reason; id=reason` or from an object; `problem` says why there are none. */
export const readPaidChoices = (
  value: unknown,
):
  | { readonly choices: PaidChoices; readonly problem?: never }
  | { readonly choices?: never; readonly problem: string } => {
  const pairs = typeof value === 'string' ? pairsOfText(value) : Object.entries(value ?? {});
  const problem = pairs.map(([id, reason]) => pairProblem(id, reason)).find((found) => found !== undefined);
  return problem === undefined ? { choices: Object.fromEntries(pairs) as PaidChoices } : { problem };
};

const pairsOfText = (text: string): readonly (readonly [string, string])[] =>
  text.split(';').map((part) => {
    const [id = '', ...reason] = part.split('=');
    return [id.trim(), reason.join('=').trim()] as const;
  });

const pairProblem = (id: string, reason: unknown): string | undefined => {
  if (!ids.includes(id)) {
    const meant = nearestName(id, ids);
    return `there is no rule ${JSON.stringify(id)}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  }
  return typeof reason === 'string' && isReason(reason) ? undefined : `${id} has no reason that says why`;
};
