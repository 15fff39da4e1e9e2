import { exitCodes } from '../io/errors';
import { addViaFlags, type RemoteOptions } from '../remote/via-flags';
import { targetFlags, type Verb } from '../verb';

interface Options extends RemoteOptions {
  readonly to: string;
  readonly back?: boolean;
}

export const moveVerb: Verb = {
  name: 'move',
  summary: 'bring the data of one server to a project on many machines, or back, while clients go on',
  examples: [
    [
      'move --to waffle-backend-many',
      'holds writes for seconds, copies, compares, and hands all requests on',
    ],
    [
      'move --to waffle-backend-many --back',
      'brings all that was written since back, and serves from here again',
    ],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command)
      .requiredOption(
        '--to <project>',
        'name of the project on many machines (topology=scale-out), of the same domain',
      )
      .option('--back', 'from there to here; the domain leads here again by then (docs/moving.md)');
  },
  async run(options, context) {
    const { to, back = false, ...remote } = options as unknown as Options;
    const { openMove } = await import('../move/open-move');
    const { moveBack, moveThere } = await import('../move/move-data');
    const move = await openMove(remote, to, context);
    const moved = await (back ? moveBack : moveThere)(move, context);
    context.output.data(moved, moved.next);
    return exitCodes.ok;
  },
};
