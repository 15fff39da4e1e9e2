import type { TargetOptions } from '../aws/target';
import { exitCodes } from '../io/errors';
import { targetFlags, type Verb } from '../verb';

/** systemd starts Nginx, Redis and the release; none of it has to be fetched. */
const answersWithinMs = 5 * 60_000;

/** After Ctrl-C. */
const left =
  'What has started runs, and is billed: waffle resume goes on with it, waffle pause stops both again.';

export const resumeVerb: Verb = {
  name: 'resume',
  summary: 'start database and server again, and wait until the API answers',
  examples: [
    ['resume', 'also where one of them runs already'],
    ['resume --json', 'the same for a script'],
  ],
  flags: targetFlags,
  configure: () => undefined,
  /** The database first, which the server needs. Ends with 1 where the API does not answer in the end. */
  async run(options: TargetOptions, context) {
    const { output, signal } = context;
    const { openTarget } = await import('../aws/target');
    const { readStack } = await import('../stack/read-stack');
    const { stackResources } = await import('../stack/stack-resources');
    const { ifInterrupted } = await import('../io/if-interrupted');
    const { bring } = await import('../pause/bring');
    const { findMachines } = await import('../pause/find-machines');
    const { letStart } = await import('../pause/keep-stopped');
    const { awaitAnswer } = await import('../up/await-answer');

    const target = await openTarget(options, context);
    const stack = await readStack(target, signal);
    const resources = await stackResources(target, stack, signal);
    const { server, database } = findMachines(target, stack, resources, signal);
    // What stops the database must be gone before it is started.
    await output.step('Remove what keeps the database stopped', () => letStart(target, signal));
    for (const machine of [database, server]) {
      const brought = output.step(`Start the ${machine.what}`, ({ note }) =>
        bring(machine, 'on', { note, signal }),
      );
      await ifInterrupted(left, brought, context);
    }
    const answer = await awaitAnswer({ stack }, context, answersWithinMs);
    const isRight = answer.reached && answer.status === 200;
    const { apiUrl } = stack.outputs;
    output.data(
      { project: target.projectName, apiUrl, answer },
      isRight
        ? `${target.projectName} is back: ${apiUrl}`
        : 'Server and database run, and the API does not answer yet. waffle status and waffle logs show why.',
    );
    return isRight ? exitCodes.ok : exitCodes.failed;
  },
};
