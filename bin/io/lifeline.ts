import path from 'node:path';

const script = path.join(__dirname, 'with-lifeline.sh');

/**
 * A program that knows nothing of a lifeline, below a script that does: for `start` with `lifeline`.
 * @param groupFile holds the id of the process group while it runs; '' for none
 */
export const withLifeline = (argv: readonly string[], groupFile = ''): readonly string[] => [
  'bash',
  script,
  groupFile,
  ...argv,
];
