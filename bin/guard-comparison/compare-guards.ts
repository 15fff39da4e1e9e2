import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { traps, type Trap } from '../../infra/free-tier/testing/traps';
import type { Step } from '../io/progress';
import { compareOpinions } from './compare-opinions';
import { findLinter, lintTemplates } from './lint-templates';
import { synthesizeTrap, type Opinion, type SynthesizedTrap } from './synthesize-trap';
import type { ComparedTrap, Comparison } from './tables';

interface Pair {
  readonly trap: Trap;
  readonly trips: SynthesizedTrap;
  readonly avoids: SynthesizedTrap;
}

const cdkValidation = 'CloudFormation Validate';
const nag = 'AwsSolutions';

/** Asks every checker about every trap, with and without it. */
export async function compareGuards(step: Step): Promise<Comparison> {
  const date = new Date().toISOString().slice(0, 10);
  const directory = await mkdtemp(path.join(tmpdir(), 'waffle-compare-'));
  try {
    const pairs = traps.map((trap, index) => {
      step.note(`${index + 1} of ${traps.length}: ${trap.id}`);
      return synthesizePair(trap, path.join(directory, String(index)), date);
    });
    const linter = await findLinter();
    step.note(linter === undefined ? 'cfn-lint is not installed' : `cfn-lint ${linter}`);
    const files = pairs.flatMap(({ trips, avoids }) => [trips.templateFile, avoids.templateFile]);
    const lint = linter === undefined ? undefined : await lintTemplates(files);
    return { date, versions: versionsWith(linter), traps: pairs.map((pair) => comparePair(pair, lint)) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** One trap, with it and without it. */
export const synthesizePair = (trap: Trap, directory: string, date: string): Pair => {
  const { account = 'credit-paid', trips, avoids } = trap;
  const props = { account, date };
  return {
    trap,
    trips: synthesizeTrap(path.join(directory, 'trips'), trips, props),
    avoids: synthesizeTrap(path.join(directory, 'avoids'), avoids, props),
  };
};

export const comparePair = (
  { trap, trips, avoids }: Pair,
  lint?: ReadonlyMap<string, Opinion>,
): ComparedTrap => {
  const finding = trips.plan.open.find(({ id }) => id === trap.id);
  if (finding === undefined) throw new Error(`${trap.id} is not tripped by its own trap.`);
  const { got, cost, refusal } = finding;
  const ofPlugin = (name: string) => compareOpinions(trips.opinions[name], avoids.opinions[name]);
  return {
    id: trap.id,
    account: trap.account ?? 'credit-paid',
    finding: { got, cost, ...(refusal !== undefined && { refusal }) },
    cdkStops: trips.opinions[cdkValidation]?.stops ?? false,
    cdk: ofPlugin(cdkValidation),
    nag: ofPlugin(nag),
    ...(lint && { lint: compareOpinions(lint.get(trips.templateFile), lint.get(avoids.templateFile)) }),
  };
};

const versionsWith = (linter: string | undefined) => ({
  'aws-cdk-lib': versionOf('aws-cdk-lib'),
  'cdk-nag': versionOf('cdk-nag'),
  ...(linter !== undefined && { 'cfn-lint': linter }),
});

const versionOf = (name: string) => {
  const require = createRequire(__filename);
  return (require(`${name}/package.json`) as { version: string }).version;
};
