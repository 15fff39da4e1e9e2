import { setTimeout as sleep } from 'node:timers/promises';
import { type DeployedStack, findStack } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import { UserError } from '../io/errors';
import { ifInterrupted } from '../io/if-interrupted';
import { type ScaleOut, serviceTarget } from './place';
import { readService, type ServiceState } from './read-service';
import { listRollouts, type Rollout, servingOf } from './rollouts';
import { whyUnhealthy } from './why-unhealthy';

type Context = Pick<CommandContext, 'output' | 'signal'>;

/** How a rollout has ended. */
export interface RolloutEnd {
  /** What serves now. */
  readonly serving: string | null;
  readonly rollout: Rollout | undefined;
}

const firstPauseMs = 500;
const mostPauseMs = 5_000;
const goesOn = 'The rollout goes on in ECS. To see how it ends: waffle deploy --follow';

export const isUnderWay = ({ status }: DeployedStack): boolean => status.endsWith('_IN_PROGRESS');

/**
 * Shows what the service does, until CloudFormation has ended with its stack.
 * @param tag of the release that is to serve
 * @throws UserError where it does not come into service: with ECS's verdict, why its tasks ended, and what they said
 */
export async function followRollout(
  place: Pick<ScaleOut, 'target'>,
  { tag, name }: { readonly tag: string; readonly name: string },
  context: Context,
): Promise<RolloutEnd> {
  const { target } = place;
  const { output, signal } = context;
  return output.step(name, async (step) => {
    const watching = watch(place, (state) => step.note(describeProgress(state)), context);
    const stack = await ifInterrupted(goesOn, watching, context);
    const rollouts = await listRollouts(target, signal);
    const serving = servingOf(rollouts)?.tag ?? null;
    if (isWhole(stack) && serving === tag) {
      step.note(`${serving} serves`);
      return { serving, rollout: rollouts[0] };
    }
    const rollout = rollouts.find((each) => each.tag === tag);
    const reasons = await whyUnhealthy(target, tag, signal);
    throw notInService({ tag, serving, stack, rollout, reasons });
  });
}

async function watch(
  { target }: Pick<ScaleOut, 'target'>,
  onState: (state: ServiceState) => void,
  { output, signal }: Context,
): Promise<DeployedStack | undefined> {
  const began = new Date(Date.now() - 1_000).toISOString();
  const seen = new Set<string>();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, mostPauseMs)) {
    const stack = await findStack(serviceTarget(target), signal);
    const state = await readService(target, signal);
    for (const { id, at, message } of state.events) {
      if (at < began || seen.has(id)) continue;
      seen.add(id);
      output.line(`  ${message}`);
    }
    onState(state);
    if (stack === undefined || !isUnderWay(stack)) return stack;
    await sleep(pauseMs, undefined, { signal });
  }
}

/** `1 of 2 new tasks run, 1 failed` */
function describeProgress({ deployments }: ServiceState): string {
  const primary = deployments.find(({ isPrimary }) => isPrimary);
  if (primary === undefined) return 'no deployment';
  const { running, desired, failed } = primary;
  return `${running} of ${desired} new tasks run${failed === 0 ? '' : `, ${failed} failed`}`;
}

/** Taken back or not: what serves says which. */
const isWhole = (stack: DeployedStack | undefined) => stack !== undefined && !stack.status.endsWith('FAILED');

interface Failure {
  readonly tag: string;
  readonly serving: string | null;
  readonly stack: DeployedStack | undefined;
  readonly rollout: Rollout | undefined;
  readonly reasons: readonly string[];
}

function notInService({ tag, serving, stack, rollout, reasons }: Failure): UserError {
  const verdict = rollout?.reason ?? stack?.statusReason ?? stack?.status ?? 'its stack is gone';
  const lines = [
    `${tag} did not come into service; ${serving === null ? 'nothing serves' : `${serving} serves on`}.`,
    verdict,
    ...reasons,
  ];
  return new UserError(lines.join('\n'), {
    fix:
      stack?.status === 'UPDATE_ROLLBACK_FAILED'
        ? 'npx cdk rollback; then waffle up'
        : 'waffle logs --since 15m; then repair it, push the image of the repaired release, and waffle deploy again',
  });
}
