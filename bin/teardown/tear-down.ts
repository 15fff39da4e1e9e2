import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { regionOfLastResort, regionsWithoutBudgets } from '../../infra/constructs/cost-budget/budget-regions';
import { explainAwsError } from '../aws/aws-error';
import type { Target } from '../aws/target';
import { exitCodeOf, type ExitCode, exitCodes, UserError } from '../io/errors';
import { ResourceProgress } from '../up/resource-progress';
import type { CommandContext } from '../verb';
import { type Choices, doomedStacks, oursIn, type Policy, removable, whyKept } from './choose';
import { confirmName, refuseOtherName } from './confirm-name';
import { deleteBootstrap } from './delete-bootstrap';
import { deleteLeftovers, type Removed, settle } from './delete-leftovers';
import { type DeletedStack, deleteStack } from './delete-stack';
import { describeLeft, describePlan } from './describe-plan';
import { describeReceipt } from './describe-receipt';
import { explainFailure } from './explain-failure';
import { type Found, type Look, lookAround, type LookOptions } from './look';
import { type DumpChoice, offerDump } from './offer-dump';
import { findProtections, type Protection } from './protections';
import { makeReceipt, maskSecrets, type Receipt } from './receipt';
import { writeReceipt } from './write-receipt';

export interface TearDownOptions extends Choices, DumpChoice {
  /** The project's name, typed as a flag. */
  readonly confirm: string | undefined;
  /** The command without values that are nobody's business; for the receipt. */
  readonly command: string;
  readonly receiptsDirectory: string;
}

type Doomed = Look['stacks'];

/** What happened so far: the receipt is made of it, however it ends. */
interface Course {
  readonly startedAt: Date;
  readonly stacks: { name: string; region: string; result: DeletedStack }[];
  readonly removed: Removed[];
  dump: string | undefined;
}

/** Deletes the project and proves it. */
export class TearDown {
  private readonly course: Course = { startedAt: new Date(), stacks: [], removed: [], dump: undefined };
  private readonly policy: Policy;

  private constructor(
    private readonly target: Target,
    private readonly options: TearDownOptions,
    private readonly context: CommandContext,
    private readonly look: LookOptions,
  ) {
    const { region: home, projectName, settings } = target;
    const { databaseOnDelete } = settings;
    this.policy = { home, budgetRegion: budgetRegionOf(home), projectName, databaseOnDelete };
  }

  /** @throws UserError for another name than the project's, before anybody is asked */
  static async open(target: Target, options: TearDownOptions, context: CommandContext): Promise<TearDown> {
    const { signal } = context;
    refuseOtherName(target.projectName, options.confirm);
    // Many questions at once end with the one signal.
    setMaxListeners(0, signal);
    const { projectName, aws, settings } = target;
    const who = await new STSClient(aws).send(new GetCallerIdentityCommand({}), { abortSignal: signal });
    const regions = options.allRegions ? await enabledRegions(target, signal) : nearRegions(target);
    const { databaseOnDelete } = settings;
    const account = who.Account ?? '';
    return new TearDown(target, options, context, {
      projectName,
      databaseOnDelete,
      account,
      aws,
      regions,
      signal,
    });
  }

  async run(): Promise<Receipt> {
    const { output } = this.context;
    const before = await output.step(`Look for what ${this.target.projectName} has`, () =>
      lookAround(this.look),
    );
    const doomed = doomedStacks(before, this.policy);
    if (this.options.check) return this.end(before, before);
    if (doomed.length === 0 && !this.options.bootstrap && oursIn(before).length === 0)
      return this.end(before, before);
    output.line(this.mask(describePlan(before, doomed, this.policy, this.options)));
    output.line();
    try {
      return await this.delete(before, doomed);
    } catch (error) {
      if (this.course.stacks.length + this.course.removed.length > 0) await this.endEarly(before, error);
      throw error;
    }
  }

  private async delete(before: Look, doomed: Doomed): Promise<Receipt> {
    if (doomed.length > 0) await this.deleteStacks(before, doomed);
    const between = doomed.length === 0 ? before : await this.lookAgain();
    if (this.course.stacks.some(({ result }) => !result.isGone)) return this.end(before, between);
    const after = await this.deleteLeftovers(between);
    if (!this.options.bootstrap) return this.end(before, after);
    await this.deleteBootstrap(after);
    return this.end(before, await this.lookAgain());
  }

  private async deleteStacks(before: Look, doomed: Doomed): Promise<void> {
    const ids = doomed.map(({ id }) => id);
    const places = doomed.map(({ region }) => region);
    const doomedItems = oursIn(before).filter(({ isGoing, region }) => !isGoing && places.includes(region));
    const protections = await findProtections(before, ids, doomedItems);
    if (protections.length > 0 && !this.options.unprotect) throw stillProtected(protections);
    const isUnderWay = doomed.every(({ status }) => status === 'DELETE_IN_PROGRESS');
    const hasDatabase = doomedItems.some(({ kind }) => kind === 'rds-instance');
    if (hasDatabase && !isUnderWay) {
      this.course.dump = await offerDump(this.target, this.options, this.context);
    }
    await this.confirm();
    await this.unprotect(protections);
    for (const stack of doomed) await this.deleteOne(stack, before);
  }

  private async unprotect(protections: readonly Protection[]): Promise<void> {
    for (const { what, switchOff } of protections) {
      await this.context.output.step(`Switch off the protection of ${what}`, switchOff);
    }
  }

  private confirm = () => confirmName(this.target.projectName, this.options.confirm, this.context.questions);

  private async deleteOne({ id, name, region }: Doomed[number], before: Look): Promise<void> {
    const { output, signal } = this.context;
    const ask = before.asks.find((each) => each.region === region);
    if (ask === undefined) return;
    const client = ask.client(CloudFormationClient);
    const entry = { name, region, result: unfinished };
    this.course.stacks.push(entry);
    entry.result = await output.step(`Delete the stack ${name} in ${region}`, async (step) => {
      const progress = new ResourceProgress(output, step);
      return deleteStack({ client, id, signal, onEvent: (event) => progress.see(event) }).finally(() =>
        progress.close(),
      );
    });
    if (!entry.result.isGone) this.explain(name, entry.result);
  }

  private explain(name: string, { resources, reason = '' }: DeletedStack): void {
    const failed = resources.filter(({ outcome }) => outcome === 'failed');
    const reasons = failed.map(
      (each) => `${each.logicalId} (${each.type}): ${each.reason ?? 'no reason given'}`,
    );
    const text = [`The stack ${name} was not deleted: ${reason}`, ...reasons].join('\n');
    this.context.output.error(this.mask(text), explainFailure(failed[0]?.reason ?? reason));
  }

  private lookAgain = () => this.context.output.step('Look for what is left', () => settle(this.look));

  private async deleteLeftovers(look: Look): Promise<Look> {
    const { output } = this.context;
    const doomed = removable(look, this.policy, this.options);
    if (doomed.length === 0 || !(await this.wantsLeftoversGone(doomed))) return look;
    await this.confirm();
    if (this.options.unprotect) await this.unprotect(await findProtections(look, [], doomed));
    const work = { look: this.look, policy: this.policy, choices: this.options, output };
    this.course.removed.push(
      ...(await output.step('Delete what is left', () => deleteLeftovers(look, work))),
    );
    return this.lookAgain();
  }

  /** Where nobody can be asked, only the flag deletes. */
  private async wantsLeftoversGone(doomed: readonly Found[]): Promise<boolean> {
    const { questions, output } = this.context;
    if (this.options.leftovers) return true;
    if (!questions.interactive && !questions.yes) return false;
    output.line(this.mask(describeLeft(doomed)));
    const message = `Delete ${doomed.length === 1 ? 'it' : `all ${doomed.length}`}?`;
    return questions.confirm({ message, flag: '--leftovers', default: false });
  }

  private async deleteBootstrap({ asks }: Look): Promise<void> {
    const { output } = this.context;
    const ask = asks.find(({ region }) => region === this.target.region);
    if (ask === undefined) return;
    await this.confirm();
    await output.step(`Delete the bootstrap stack in ${ask.region}`, (step) =>
      deleteBootstrap(ask, new ResourceProgress(output, step)),
    );
  }

  private async endEarly(before: Look, error: unknown): Promise<void> {
    // As the command line itself will tell it.
    const reason: unknown = this.context.signal.aborted ? this.context.signal.reason : error;
    const receipt = this.receipt(before, undefined, exitCodeOf(explainAwsError(reason) ?? reason));
    const file = await writeReceipt(receipt, this.options.receiptsDirectory);
    this.context.output.warn(`What was done so far: ${file}`);
  }

  private async end(before: Look, after: Look): Promise<Receipt> {
    const receipt = this.receipt(before, after);
    const file = await writeReceipt(receipt, this.options.receiptsDirectory);
    this.context.output.data(receipt, `${describeReceipt(receipt)}\nReceipt: ${file}`);
    return receipt;
  }

  private receipt(before: Look, after: Look | undefined, endedEarlyWith?: ExitCode): Receipt {
    const { projectName: project } = this.target;
    const { account, regions } = this.look;
    const { command } = this.options;
    const { startedAt, stacks, removed, dump } = this.course;
    const receipt = makeReceipt({
      ...{
        project,
        account,
        regions,
        command,
        startedAt,
        stacks,
        removed,
        dump,
        before,
        after,
        endedEarlyWith,
      },
      endedAt: new Date(),
      version: readVersion(this.context.rootDirectory),
      whyKept: (found) => whyKept(found, after ?? before, this.policy, this.options),
    });
    return JSON.parse(this.mask(JSON.stringify(receipt))) as Receipt;
  }

  private mask = (text: string) => maskSecrets(text, this.look.account, this.target.settings.sshAddress);
}

const unfinished: DeletedStack = { isGone: false, resources: [], reason: 'interrupted' };

const stillProtected = (protections: readonly { readonly what: string }[]) =>
  new UserError(
    ['Nothing was deleted. Protected:', ...protections.map(({ what }) => `  ${what}`)].join('\n'),
    {
      code: exitCodes.guard,
      fix: 'waffle down --unprotect switches it off, after the same question; or deploy with -c terminationProtection=off',
    },
  );

/** CloudFormation has no budgets everywhere: infra/stacks/create-stacks.ts. */
const budgetRegionOf = (region: string): string | undefined =>
  regionsWithoutBudgets.includes(region) && !region.startsWith('us-gov-') ? regionOfLastResort : undefined;

const nearRegions = ({ region }: Target): readonly string[] => {
  const budgetRegion = budgetRegionOf(region);
  return budgetRegion === undefined ? [region] : [region, budgetRegion];
};

/** Those that the account has switched on, the project's first. */
async function enabledRegions({ region, aws }: Target, signal: AbortSignal): Promise<readonly string[]> {
  const command = new DescribeRegionsCommand({});
  const { Regions = [] } = await new EC2Client(aws).send(command, { abortSignal: signal });
  const names = Regions.map(({ RegionName = '' }) => RegionName).filter((name) => name !== region);
  return [region, ...names.sort()];
}

function readVersion(rootDirectory: string): string {
  const text = readFileSync(path.join(rootDirectory, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
