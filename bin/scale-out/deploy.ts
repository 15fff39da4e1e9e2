import { requireSettled } from '../deploy/require-settled';
import { UserError } from '../io/errors';
import { formatTable } from '../io/format';
import type { TargetOptions } from '../aws/target';
import type { CommandContext } from '../verb';
import { changeRelease } from './change-release';
import { followRollout, isUnderWay, type RolloutEnd } from './follow-rollout';
import { hasImage } from './images';
import { migrate } from './migrate';
import { missingImage } from './missing-image';
import { openScaleOut, type ScaleOut } from './place';
import { hasServed, listRollouts, servingOf } from './rollouts';

interface DeployOptions {
  readonly place: TargetOptions;
  /** Start nothing. */
  readonly follow: boolean;
  /** Of the image; builds it where none is named. */
  readonly tag: () => Promise<string>;
}

/**
 * Puts the image of a release into service: its migrations first, as a task of its own, then the service's stack with it. A rollout under way
 * is followed, and never joined by a second one.
 * @throws UserError where it does not come into service
 */
export async function deployAtScale(options: DeployOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const place = await openScaleOut(options.place, context);
  if (isUnderWay(place.service) || options.follow) {
    await followLast(place, options.follow, context);
    return;
  }
  requireSettled(place.stack);
  const tag = await options.tag();
  const { target, stack } = place;
  await output.step('Look for the image of the release', async (step) => {
    if (!(await hasImage(target, tag, signal)))
      throw missingImage(stack, {
        tag,
        state: 'nothing was changed.',
        again: `waffle deploy ${tag}`,
      });
    step.note(tag);
  });
  // What ECS has forgotten after 90 days serves all the same.
  const kept = place.service.outputs.releaseId ?? null;
  const before = servingOf(await listRollouts(target, signal))?.tag ?? kept;
  if (before === tag && kept === tag) {
    output.data({ release: tag, from: tag, rollout: null }, `${tag} serves already; nothing was changed.`);
    return;
  }
  await migrate(target, stack, { tag, again: 'waffle deploy' }, context);
  await rollOut(place, { tag, before, name: 'Roll out' }, context);
}

interface Wanted {
  readonly tag: string;
  readonly before: string | null;
  readonly name: string;
}

/** Changes the image, follows, and says what came of it. */
export async function rollOut(
  place: ScaleOut,
  { tag, before, name }: Wanted,
  context: CommandContext,
): Promise<void> {
  await changeRelease(place.target, place.service, tag, context.signal);
  const end = await followRollout(place, { tag, name }, context);
  tell(end, before, context);
}

async function followLast(place: ScaleOut, isAsked: boolean, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const rollouts = await listRollouts(place.target, signal);
  // One that is taken back ends with what served before; it is the one that was asked for.
  const isTakenBack = place.service.status.includes('ROLLBACK');
  const last = (isTakenBack ? rollouts.find((each) => !hasServed(each)) : undefined) ?? rollouts[0];
  if (last === undefined) throw nothingToFollow();
  if (!isAsked) output.warn(`Another rollout is under way, begun at ${last.began}: following that one.`);
  const before = servingOf(rollouts.filter((each) => each !== last))?.tag ?? null;
  tell(await followRollout(place, { tag: last.tag, name: `Roll out ${last.tag}` }, context), before, context);
  if (!isAsked)
    output.warn('That was the rollout under way. To put what is here into service: waffle deploy');
}

const nothingToFollow = () =>
  new UserError('ECS knows of no rollout in the last 90 days.', { fix: 'waffle deploy; or waffle releases' });

const tell = ({ serving, rollout }: RolloutEnd, from: string | null, { output }: CommandContext) =>
  output.data(
    { release: serving, from, rollout: rollout ?? null },
    formatTable([
      ['release', `${serving ?? 'nothing'} serves`],
      ['before', from ?? 'nothing'],
    ]),
  );
