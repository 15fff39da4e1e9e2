import { Option } from 'commander';
import { type Guarded, guardedNames } from '../../infra/replacement/find-losses';
import type { TargetOptions } from '../aws/target';
import type { Review } from '../aws/review-change-set';
import { exitCodes, UserError } from '../io/errors';
import { type CommandContext, readUsd, targetFlags, type Verb } from '../verb';

interface Options extends TargetOptions {
  readonly credit?: number;
  readonly changeSet?: string;
  readonly replace?: readonly Guarded[];
}

export const planVerb: Verb = {
  name: 'plan',
  summary:
    'show what the stacks cost a month, what the Free Tier guard finds, and what a change set would end',
  examples: [
    ['plan', 'the settings of cdk.json, with every cent explained'],
    ['plan -c instanceType=t3.micro --credit 100', 'another setting, and how long a credit lasts'],
    ['plan --json', 'the same for a script, with the source of every price'],
    ['plan --change-set tuesday', 'also what would become of server and database (asks AWS)'],
    ['plan --change-set tuesday --replace server', 'the same where a new server is wanted'],
  ],
  flags: targetFlags,
  configure(command) {
    command
      .option('--credit <usd>', 'what is left of the credit, to see how many days it lasts', readUsd)
      .option(
        '--change-set <name>',
        'review this one, made by npx cdk deploy --method=prepare-change-set --change-set-name <name>',
      )
      .addOption(
        new Option('--replace <what...>', 'what the change set may replace or remove').choices(guardedNames),
      );
  },
  /**
   * Synthesizes as `cdk synth` does and asks nobody but, of a change set, CloudFormation. Ends with 3 when the guard found
   * something or the change set would end what nobody gave up.
   */
  async run(options: Options, commandContext) {
    const { context = [], credit: creditUsd, changeSet, replace } = options;
    if (replace !== undefined && changeSet === undefined) throw replaceWithoutChangeSet();
    const { output, rootDirectory, signal } = commandContext;
    // Other verbs start without the CDK.
    const { isClean, synthesizePlan } = await import('../plan/synthesize-plan');
    const { describePlan } = await import('../plan/describe-plan');
    const { creditDays } = await import('../../infra/free-tier');
    const plan = await output.step('Synthesize', () => synthesizePlan({ rootDirectory, context, signal }));
    const days = creditUsd === undefined ? undefined : creditDays(plan.monthlyUsd, creditUsd);
    // JSON has no Infinity.
    const credit =
      creditUsd === undefined || days === undefined
        ? undefined
        : { usd: creditUsd, days: Number.isFinite(days) ? days : null };
    const review = await reviewOf(options, commandContext);
    output.data(
      { ...plan, ...(credit && { credit }), ...(review && { changeSet: factsOf(review) }) },
      [describePlan(plan, credit), ...(review ? [review.text] : [])].join('\n\n'),
    );
    return isClean(plan) ? (review?.code ?? exitCodes.ok) : exitCodes.guard;
  },
};

async function reviewOf(
  { changeSet: changeSetName, replace = [], ...place }: Options,
  context: CommandContext,
): Promise<Review | undefined> {
  if (changeSetName === undefined) return undefined;
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const { openTarget } = await import('../aws/target');
  const { reviewChangeSet } = await import('../aws/review-change-set');
  const { aws, projectName: stackName } = await openTarget(place, context);
  const client = new CloudFormationClient(aws);
  const { output, signal } = context;
  return output.step(`Read the change set ${changeSetName}`, () =>
    reviewChangeSet({ client, stackName, changeSetName, replace, signal }),
  );
}

const factsOf = ({ changes, losses, refused }: Review) => ({ changes, losses, refused });

const replaceWithoutChangeSet = () =>
  new UserError('--replace says what a change set may replace, and none is named.', {
    code: exitCodes.usage,
    fix: 'waffle plan --change-set NAME --replace server',
  });
