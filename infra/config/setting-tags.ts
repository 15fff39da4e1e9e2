/** Tags that the stacks set themselves. */
const reservedKeys = ['Name', 'project'];

/** AWS counts ours too. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html, 2026-11-21 */
const mostTags = 50 - reservedKeys.length;
/** Letters, digits, spaces and these, which every service accepts. A comma is not among them, hence the text form. */
const charset = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;

export const tagsGuide = {
  allowed: `at most ${mostTags}; keys of 1 to 128 and values of 1 to 256 letters, digits, spaces and _ . : / = + - @; neither may begin with aws:, and ${reservedKeys.join(' and ')} are taken`,
  change: '-c tags=owner=ada,course=backend, or in a file "tags": { "owner": "ada", "course": "backend" }',
} as const;

export type Tags = Readonly<Record<string, string>>;

/** Tags from `owner=ada,course=backend` or from an object; `problem` says why there are none. */
export const readTags = (
  value: unknown,
): { readonly tags: Tags } | { readonly tags?: never; readonly problem: string } => {
  const pairs = typeof value === 'string' ? pairsOfText(value) : pairsOfObject(value);
  if (pairs === undefined) return { problem: 'it is not a list of keys and values' };
  const problem = pairsProblem(pairs);
  return problem === undefined ? { tags: Object.fromEntries(pairs) } : { problem };
};

type Pairs = readonly (readonly [key: string, value: string])[];

const pairsOfText = (text: string): Pairs | undefined => {
  const pairs = text.split(',').map((pair) => /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(pair));
  return pairs.every((pair) => pair !== null)
    ? pairs.map(([, key = '', value = '']) => [key, value] as const)
    : undefined;
};

const pairsOfObject = (value: unknown): Pairs | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const pairs = Object.entries(value as object);
  return pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string') ? pairs : undefined;
};

const pairsProblem = (pairs: Pairs): string | undefined => {
  if (pairs.length > mostTags) return `there are ${pairs.length} tags`;
  const [twice] = pairs.map(([key]) => key).filter((key, index, keys) => keys.indexOf(key) !== index);
  if (twice !== undefined) return `the key ${twice} is there twice`;
  return pairs.map(([key, value]) => pairProblem(key, value)).find((problem) => problem !== undefined);
};

const pairProblem = (key: string, value: string): string | undefined => {
  if (reservedKeys.includes(key)) return `the stack sets the tag ${key} itself`;
  if (/^aws:/i.test(key) || /^aws:/i.test(value)) return `AWS keeps aws: for itself (tag ${key})`;
  if (key.length > 128) return `the key ${key.slice(0, 16)}… has ${key.length} characters`;
  if (key === '') return 'a key is empty';
  if (value.length > 256) return `the value of ${key} has ${value.length} characters`;
  if (value === '') return `the tag ${key} has no value`;
  return charset.test(key) && charset.test(value)
    ? undefined
    : `the tag ${key} has a character that not every service accepts`;
};
