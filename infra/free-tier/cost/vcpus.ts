const smallSizes: ReadonlyMap<string, number> = new Map([
  ...['nano', 'micro', 'small', 'medium', 'large'].map((size) => [size, 2] as const),
  ['xlarge', 4],
]);

/** vCPUs of an EC2 type or an RDS class, or `undefined` when the name does not tell. */
export const vcpusOf = (name: string): number | undefined => {
  const [family = '', size = ''] = name.replace(/^(db|cache)\./, '').split('.');
  if (family === 't2' && ['nano', 'micro', 'small'].includes(size)) return 1;
  if (!/^t\d/.test(family) && !/large$/.test(size)) return undefined;
  const [, multiple] = /^(\d+)xlarge$/.exec(size) ?? [];
  return multiple === undefined ? smallSizes.get(size) : Number(multiple) * 4;
};
