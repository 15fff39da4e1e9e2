const smallSizes: Readonly<Record<string, number>> = {
  nano: 2,
  micro: 2,
  small: 2,
  medium: 2,
  large: 2,
  xlarge: 4,
};

/** vCPUs of an EC2 type or an RDS class, or `undefined` when the name does not tell. */
export const vcpusOf = (name: string): number | undefined => {
  const [family = '', size = ''] = name.replace(/^(db|cache)\./, '').split('.');
  if (family === 't2' && ['nano', 'micro', 'small'].includes(size)) return 1;
  if (!/^t\d/.test(family) && !/large$/.test(size)) return undefined;
  const [, multiple] = /^(\d+)xlarge$/.exec(size) ?? [];
  return multiple === undefined ? smallSizes[size] : Number(multiple) * 4;
};
