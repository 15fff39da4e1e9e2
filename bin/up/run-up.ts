import type { Guarded } from '../../infra/replacement/find-losses';
import { eligibleInstanceTypes } from '../account/eligible-instance-types';
import { type Account, readAccount } from '../account/read-account';
import { type AccountPlan, readPlan } from '../account/read-plan';
import type { Target } from '../aws/target';
import type { PlainChange } from '../changes/describe-changes';
import { exitCodes, UserError } from '../io/errors';
import { describePlan } from '../plan/describe-plan';
import { type Assembly, isClean, synthesizeAssembly } from '../plan/synthesize-plan';
import { type DeployedStack, readStack } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import { bootstrap, bootstrapVersion, isBootstrapped } from './bootstrap';
import { ensureCachePassword } from './cache-password';
import { deployStacks } from './deploy-stacks';
import { ensureJwtSecret } from './jwt-secret';
import { ensurePassword } from './password';
import { preflightProblems, refuseProblems } from './preflight';
import { prepareRollOut } from './roll-out';
import { settledStack } from './settle';

export interface UpOptions {
  readonly target: Target;
  /** What may be replaced or removed. */
  readonly replace: readonly Guarded[];
  readonly context: CommandContext;
}

/** Whose account it is, and what it may. */
interface Facts {
  readonly account: Account;
  readonly plan: AccountPlan;
}

export interface UpOutcome extends Facts {
  readonly monthlyUsd: number;
  readonly changes: readonly PlainChange[];
  /** There was none before. */
  readonly isNew: boolean;
  readonly stack: DeployedStack;
}

/**
 * Everything from nothing to a stack that is complete, each part only where it is missing: whatever ended the last run, this one goes on.
 * @throws UserError where the guard, the account or a person says no, or a part fails
 */
export async function runUp(options: UpOptions): Promise<UpOutcome> {
  const { target, context } = options;
  const { output, rootDirectory, signal } = context;
  const account = await output.step('Ask whose account it is', async (step) => {
    const found = await readAccount(target, signal);
    step.note(`${found.id}, ${target.region}`);
    return found;
  });
  const assembly = await output.step('Synthesize, with every check', () =>
    synthesizeAssembly({ rootDirectory, context: target.context, signal }),
  );
  try {
    return await deployAssembly(options, account, assembly);
  } finally {
    await assembly.remove();
  }
}

async function deployAssembly(options: UpOptions, account: Account, assembly: Assembly): Promise<UpOutcome> {
  const { target, replace, context } = options;
  const { output, signal } = context;
  refuseFindings(assembly);
  const plan = await preflight(options);
  const before = await settledStack(target, context);
  const isNew = before === undefined || isOnlyPlanned(before);
  const version = await bootstrapVersion(target, signal);
  const confirmNew = isNew && !(await isConfirmed(context, describeNew(target, assembly, version)));
  if (confirmNew) throw declined();
  await output.step('Make sure of the password of the database', async (step) => {
    step.note(
      (await ensurePassword(target, { databaseExists: !isNew, signal })) === 'made'
        ? 'made, in SSM and nowhere else'
        : 'there already',
    );
  });
  await ensureJwtSecret(target, context);
  await ensureCachePassword(target, context);
  if (!isBootstrapped(version)) await bootstrap(target, account.id, context);
  const changes = await deployStacks({
    target,
    assemblyDirectory: assembly.directory,
    replace,
    confirm: async (text) => isNew || isConfirmed(context, text),
    beforeService: () => prepareRollOut(target, context),
    output,
    signal,
  });
  const stack = await readStack(target, signal);
  return { account, plan, monthlyUsd: assembly.plan.monthlyUsd, changes, isNew, stack };
}

/** Only a change set was made, or a first deploy was rolled back: nothing of it is there. */
const isOnlyPlanned = ({ status }: DeployedStack) =>
  ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE'].includes(status);

function refuseFindings({ plan }: Assembly): void {
  if (isClean(plan)) return;
  throw new UserError(`The guard found something; nothing was deployed.\n${describePlan(plan, undefined)}`, {
    code: exitCodes.guard,
  });
}

/** What the account would refuse in the middle is refused here. */
const preflight = ({ target, context }: UpOptions): Promise<AccountPlan> =>
  context.output.step('Ask what the account may run', async (step) => {
    const [plan, eligibleTypes] = await Promise.all([
      readPlan(target, context),
      eligibleInstanceTypes(target, context.signal),
    ]);
    refuseProblems(preflightProblems({ settings: target.settings, plan, eligibleTypes }));
    step.note(describeAccountPlan(plan));
    return plan;
  });

const describeAccountPlan = (plan: AccountPlan): string => {
  if (!plan.known) return `plan not known: ${plan.reason}`;
  const credits = plan.creditsUsd === undefined ? '' : `, ${plan.creditsUsd.toFixed(2)} USD of credit left`;
  return `${plan.type === 'FREE' ? 'Free' : 'Paid'} plan${credits}`;
};

function describeNew(
  { projectName, region }: Target,
  { plan }: Assembly,
  version: number | undefined,
): string {
  return [
    `${projectName} will be made in ${region}: ${plan.monthlyUsd.toFixed(2)} USD a month at list price (waffle plan explains each cent).`,
    ...(isBootstrapped(version)
      ? []
      : ['CDK’s bucket for uploads and its roles will be made too (stack CDKToolkit).']),
  ].join('\n');
}

async function isConfirmed({ output, questions }: CommandContext, text: string): Promise<boolean> {
  output.line(text);
  return questions.confirm({ message: 'Go on?', flag: 'waffle up --yes' });
}

const declined = () => new UserError('Declined; nothing was made.', { code: exitCodes.guard });
