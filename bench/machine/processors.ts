import { cpus } from 'node:os';

import { exitCodes, UserError } from '../../bin/io/errors';
import { run } from '../../bin/io/run';

/** The server side on one, all load on the other. */
export const processors = { servers: '0', load: '1', all: `0-${cpus().length - 1}` } as const;

/** @throws UserError */
export function requireTwoProcessors(): void {
  if (cpus().length >= 2) return;
  throw new UserError(
    'The bench needs two processors, one for the servers and one for the load; there is one.',
    {
      code: exitCodes.usage,
      fix: 'Run it on a machine, or in a container, with two.',
    },
  );
}

/** What a command becomes, so that it runs where it shall. */
export type Wrap = (argv: readonly string[]) => readonly string[];

/** A command whose processes run on the processor of the servers, and end when we do, however we end. */
export const onServerProcessor: Wrap = (argv) => [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['taskset', '--cpu-list', processors.servers],
  ...argv,
];

/** Moves a process and its threads; what it starts from now on runs there too. */
export const moveProcess = (pid: number, processor: string) =>
  run(['taskset', '--all-tasks', '--cpu-list', '--pid', processor, String(pid)]);
