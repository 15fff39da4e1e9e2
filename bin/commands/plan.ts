import { Option } from 'commander';
import { type Guarded, guardedNames } from '../../infra/replacement/find-losses';
import type { TargetOptions } from '../aws/target';
import type { Credit } from '../plan/describe-plan';
import type { Look } from '../plan/look-at-account';
import type { Assembly } from '../plan/synthesize-plan';
import type { Review } from '../aws/review-change-set';
import { exitCodes } from '../io/errors';
import { type CommandContext, readUsd, targetFlags, type Verb } from '../verb';

interface Options extends TargetOptions {
  readonly offline?: boolean;
  readonly credit?: number;
  readonly changeSet?: string;
  readonly replace?: readonly Guarded[];
}

export const planVerb: Verb = {
  name: 'plan',
  summary: 'show what a deploy would change, what it costs a month, and what the Free Tier guard finds',
  examples: [
    ['plan', 'what would change, with every cent explained; changes nothing'],
    ['plan -c instanceType=t3.micro', 'another setting'],
    ['plan --offline --credit 100', 'asks nobody; how long a credit of 100 USD lasts'],
    ['plan --json', 'the same for a script, with the source of every price'],
    ['plan --change-set tuesday', 'what would become of server and database by a change set of cdk'],
    ['plan --change-set tuesday --replace server', 'the same where a new server is wanted'],
  ],
  flags: targetFlags,
  configure(command) {
    command
      .option('--offline', 'ask nobody: what the settings cost, and what the guard finds')
      .option('--credit <usd>', 'credit to reckon with (default: what the account has left)', readUsd)
      .option(
        '--change-set <name>',
        'review this one, made by npx cdk deploy --method=prepare-change-set --change-set-name <name>',
      )
      .addOption(new Option('--replace <what...>', 'what may be replaced or removed').choices(guardedNames));
  },
  /** Ends with 3 when there is something to decide: the guard found something, or server or database would come to an end. */
  async run(options: Options, context) {
    const { output, rootDirectory, signal } = context;
    // Other verbs start without the CDK.
    const { typedSettings } = await import('../aws/target');
    const { isClean, synthesizeAssembly } = await import('../plan/synthesize-plan');
    const { describePlan } = await import('../plan/describe-plan');
    const { describeLook } = await import('../plan/look-at-account');
    const synthesis = { rootDirectory, context: typedSettings(options), signal };
    const assembly = await output.step('Synthesize', () => synthesizeAssembly(synthesis));
    try {
      const { plan } = assembly;
      const look = await lookFor(options, context, assembly);
      const credit = await creditOf(options, plan.monthlyUsd, look);
      const review = await reviewOf(options, context);
      const texts = [
        look ? [describeLook(look)] : [],
        [describePlan(plan, credit)],
        review ? [review.text] : [],
      ];
      output.data(
        {
          ...plan,
          ...(credit && { credit }),
          ...(look && { look }),
          ...(review && { changeSet: factsOf(review) }),
        },
        texts.flat().join('\n\n'),
      );
      const hasLosses = look?.known === true && look.refused.length > 0;
      return isClean(plan) && !hasLosses ? (review?.code ?? exitCodes.ok) : exitCodes.guard;
    } finally {
      await assembly.remove();
    }
  },
};

/** What CloudFormation says of it; a change set that is named says so itself. */
async function lookFor(
  { changeSet, offline = false, replace = [], ...place }: Options,
  context: CommandContext,
  { directory: assemblyDirectory }: Assembly,
): Promise<Look | undefined> {
  if (offline || changeSet !== undefined) return undefined;
  const { lookAtAccount } = await import('../plan/look-at-account');
  return context.output.step('Ask CloudFormation what would change', () =>
    lookAtAccount({ place, assemblyDirectory, replace, context }),
  );
}

/** Typed, or what the account has left. */
async function creditOf(
  { credit }: Options,
  monthlyUsd: number,
  look: Look | undefined,
): Promise<Credit | undefined> {
  const account = look?.known === true && look.plan.known ? look.plan.creditsUsd : undefined;
  const creditUsd = credit ?? account;
  if (creditUsd === undefined) return undefined;
  const { creditDays } = await import('../../infra/free-tier');
  const days = creditDays(monthlyUsd, creditUsd);
  // JSON has no Infinity.
  return { usd: creditUsd, days: Number.isFinite(days) ? days : null };
}

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
