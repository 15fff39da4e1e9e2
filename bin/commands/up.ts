import { Option } from 'commander';
import { type Guarded, guardedNames } from '../../infra/replacement/find-losses';
import type { TargetOptions } from '../aws/target';
import { exitCodes } from '../io/errors';
import { targetFlags, type Verb } from '../verb';

interface Options extends TargetOptions {
  readonly replace?: readonly Guarded[];
}

export const upVerb: Verb = {
  name: 'up',
  summary: 'put the API on AWS, or bring it to what the settings and the code say',
  examples: [
    ['up', 'shows what it costs and changes, asks, deploys, and waits for the first answer over HTTPS'],
    ['up --yes', 'the same without a question, for a script'],
    [
      'up -c instanceType=t3.small',
      'with another setting; a change that would replace server or database is refused',
    ],
    ['up --replace server', 'lets the server be replaced, where that is wanted'],
  ],
  flags: targetFlags,
  configure(command) {
    command.addOption(
      new Option('--replace <what...>', 'what this deploy may replace or remove').choices(guardedNames),
    );
  },
  /** Killed at any point, the same command goes on. Ends with 3 where the guard, the account or a person said no. */
  async run({ replace = [], ...place }: Options, context) {
    // Other verbs start without the SDK and the CDK.
    const { openTarget } = await import('../aws/target');
    const { runUp } = await import('../up/run-up');
    const { awaitAnswer } = await import('../up/await-answer');
    const { releaseWhereOther } = await import('../up/release-where-other');
    const { describeOutcome, outcomeData } = await import('../up/describe-outcome');
    const target = await openTarget(place, context);
    const outcome = await runUp({ target, replace, context });
    const answer = await awaitAnswer(outcome, context);
    const hasServer = outcome.stack.outputs.instanceId !== undefined;
    const isOther = hasServer && (await releaseWhereOther({ place, target, outcome, answer, context }));
    const endpoint = isOther ? await awaitAnswer(outcome, context) : answer;
    context.output.data(outcomeData(outcome, endpoint), describeOutcome(outcome, endpoint));
    return endpoint.reached ? exitCodes.ok : exitCodes.failed;
  },
};
