import { findLosses, type Guarded, type Loss } from '../../infra/replacement/find-losses';
import { describeRefusal, unaskedLosses } from '../../infra/replacement/refuse-losses';
import { type AccountPlan, readPlan } from '../account/read-plan';
import { explainAwsError } from '../aws/aws-error';
import { openTarget, type Target, type TargetOptions } from '../aws/target';
import { describeChanges, type PlainChange, plainChanges } from '../changes/describe-changes';
import { previewChanges } from '../changes/preview-changes';
import { type ExitCode, exitCodes, UserError } from '../io/errors';
import { findStack } from '../stack/read-stack';
import type { CommandContext } from '../verb';

/** What is in the account, and what would become of it. */
export type Look =
  | {
      readonly known: true;
      readonly projectName: string;
      readonly region: string;
      readonly isDeployed: boolean;
      readonly changes: readonly PlainChange[];
      /** Losses that nobody asked for. */
      readonly refused: readonly Loss[];
      readonly plan: AccountPlan;
    }
  | { readonly known: false; readonly why: string; readonly fix: string | undefined };

interface LookOptions {
  readonly place: TargetOptions;
  readonly assemblyDirectory: string;
  readonly replace: readonly Guarded[];
  readonly context: CommandContext;
}

/** Changes nothing. Without credentials or network there is a plan too, which then says what it does not know. */
export async function lookAtAccount(options: LookOptions): Promise<Look> {
  const { place, context } = options;
  try {
    return await look(options, await openTarget(place, context));
  } catch (error) {
    context.signal.throwIfAborted();
    const explained = error instanceof UserError ? error : explainAwsError(error);
    if (explained === undefined || !notAsked.includes(explained.code)) throw error;
    return { known: false, why: explained.message, fix: explained.fix };
  }
}

/** No region, no credentials, no network. */
const notAsked: readonly ExitCode[] = [exitCodes.usage, exitCodes.unreachable];

async function look({ replace, assemblyDirectory, context }: LookOptions, target: Target): Promise<Look> {
  const { projectName, region } = target;
  const [stack, plan] = await Promise.all([findStack(target, context.signal), readPlan(target, context)]);
  const isDeployed =
    stack !== undefined && !['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE'].includes(stack.status);
  const facts = { known: true, projectName, region, isDeployed, plan } as const;
  if (!isDeployed) return { ...facts, changes: [], refused: [] };
  const found = await previewChanges(target, assemblyDirectory, context.signal);
  const refused = unaskedLosses(findLosses(found), replace);
  return { ...facts, changes: plainChanges(found), refused };
}

export function describeLook(look: Look): string {
  if (!look.known) return `What would change is not known. ${look.why}${look.fix ? `\n  → ${look.fix}` : ''}`;
  const { projectName, region } = look;
  if (!look.isDeployed) return `${projectName} is not deployed in ${region}: all of it would be created.`;
  const changes = describeChanges(projectName, look.changes);
  if (look.refused.length === 0) return changes;
  return `${changes}\n\n${describeRefusal(look.refused, { subject: 'This change', command: 'waffle up' })}`;
}
