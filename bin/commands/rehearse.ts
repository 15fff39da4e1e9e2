import type { ExitCode } from '../io/errors';
import type { Output } from '../io/output';
import { type Verb, wholeNumber } from '../verb';

export interface RehearseOptions {
  /** Leave everything running until it is interrupted. */
  readonly keep: boolean;
  /** Name of a fault to bring about, to see how the deploy fails. */
  readonly fault: string | undefined;
  /** Port on 127.0.0.1 where the API answers; a free one when undefined. */
  readonly port: number | undefined;
  readonly rootDirectory: string;
  readonly signal: AbortSignal;
}

export type Rehearse = (options: RehearseOptions, output: Output) => Promise<ExitCode>;

/** The verb around what does the rehearsing. */
export const rehearseVerb = (rehearse: Rehearse): Verb => ({
  name: 'rehearse',
  summary: 'rehearse the whole deploy on this machine, offline and free',
  examples: [
    ['rehearse', 'deploys, acts as a client would, reports and leaves nothing behind'],
    ['rehearse --keep', 'leaves the API running until Ctrl-C'],
    ['rehearse --port 8443 --keep', 'with the API on https://127.0.0.1:8443'],
  ],
  flags: ['timeout'],
  configure(command) {
    command
      .option('--keep', 'leave everything running until Ctrl-C')
      .option('--fault <name>', 'bring a fault about, to see how the deploy fails')
      .option(
        '--port <number>',
        'port on 127.0.0.1 where the API answers (default: a free one)',
        wholeNumber({ least: 1, most: 65_535, unit: 'port' }),
      );
  },
  run(options, { output, rootDirectory, signal }) {
    const { keep = false, fault, port } = options as Partial<RehearseOptions>;
    return rehearse({ keep, fault, port, rootDirectory, signal }, output);
  },
});
