import { InvalidArgumentError } from 'commander';
import { exitCodes } from '../io/errors';
import type { Verb } from '../verb';

interface Options {
  readonly context?: readonly string[];
  readonly credit?: number;
}

export const planVerb: Verb = {
  name: 'plan',
  summary: 'show what the stacks cost a month, and what the Free Tier guard finds',
  examples: [
    ['plan', 'the settings of cdk.json, with every cent explained'],
    ['plan -c instanceType=t3.micro --credit 100', 'another setting, and how long a credit lasts'],
    ['plan --json', 'the same for a script, with the source of every price'],
  ],
  flags: ['timeout'],
  configure(command) {
    command
      .option('-c, --context <name=value>', 'a setting on top of cdk.json; may be repeated', readContext)
      .option('--credit <usd>', 'what is left of the credit, to see how many days it lasts', readUsd);
  },
  /** Offline: it synthesizes as `cdk synth` does and asks nobody. Ends with 3 when the guard found something. */
  async run({ context = [], credit: creditUsd }: Options, { output, rootDirectory, signal }) {
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
    output.data({ ...plan, ...(credit && { credit }) }, describePlan(plan, credit));
    return isClean(plan) ? exitCodes.ok : exitCodes.guard;
  },
};

function readContext(text: string, previous: readonly string[] = []): readonly string[] {
  if (/^[^=\s]+=/.test(text)) return [...previous, text];
  throw new InvalidArgumentError('Allowed: a name, = and a value, such as instanceType=t3.micro.');
}

function readUsd(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Allowed: an amount in USD, such as 100 or 62.50.');
}
