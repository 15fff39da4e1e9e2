import { requireSettled } from '../deploy/require-settled';
import type { TargetOptions } from '../aws/target';
import { UserError } from '../io/errors';
import type { CommandContext } from '../verb';
import { rollOut } from './deploy';
import { isUnderWay } from './follow-rollout';
import { hasImage } from './images';
import { openScaleOut } from './place';
import { listRollouts, previousOf, servingOf } from './rollouts';

/** Puts the image that served before back into service. @throws UserError where there is none, or it is gone */
export async function rollBackAtScale(options: TargetOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const place = await openScaleOut(options, context);
  requireSettled(place.stack);
  if (isUnderWay(place.service)) throw rolloutUnderWay();
  const rollouts = await listRollouts(place.target, signal);
  const before = servingOf(rollouts)?.tag ?? null;
  const previous = previousOf(rollouts);
  if (previous === undefined) throw nothingBefore(before);
  if (!(await hasImage(place.target, previous.tag, signal))) throw imageGone(previous.tag);
  output.warn(
    `Migrations are not taken back: what ${before ?? 'the release before'} has changed in the database stays.`,
  );
  await rollOut(place, { tag: previous.tag, before, name: `Roll back to ${previous.tag}` }, context);
}

const rolloutUnderWay = () =>
  new UserError('A rollout is under way.', {
    fix: 'waffle deploy --follow shows it; then waffle rollback',
  });

const nothingBefore = (serving: string | null) =>
  new UserError(`ECS remembers no release before ${serving ?? 'this one'}: it does so for 90 days.`, {
    fix: 'waffle releases lists the images; waffle deploy <release> puts one of them into service',
  });

const imageGone = (tag: string) =>
  new UserError(`${tag} served before, and its image is gone: the repository keeps the newest twenty.`, {
    fix: 'waffle releases lists the images; waffle deploy <release> puts one of them into service',
  });
