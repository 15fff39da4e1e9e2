/** Where a program finds what it is given by `withSecret`. */
export const secretFile = '/dev/fd/4';

/**
 * A program to which a text is handed on a pipe of its own: no command line, variable or file has it. Node would give it a
 * socket, which cannot be opened by name.
 */
export const withSecret = (argv: readonly string[]): readonly string[] => [
  'bash',
  '-c',
  'exec "$@" 4< <(exec cat <&3) 3<&-',
  'bash',
  ...argv,
];
