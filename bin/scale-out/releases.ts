import type { TargetOptions } from '../aws/target';
import { formatBytes, formatTable } from '../io/format';
import type { CommandContext } from '../verb';
import { listImages, type StoredImage } from './images';
import { openScaleOut } from './place';
import { listRollouts, previousOf, type Rollout, servingOf } from './rollouts';

/** A release: its image, and what became of it. */
export interface ReleaseAtScale {
  readonly id: string;
  readonly state: 'serves' | 'previous' | 'kept' | 'gone';
  /** Null where its image is gone. */
  readonly image: StoredImage | null;
  /** Its last one. */
  readonly rollout: Rollout | null;
}

/** Lists the images in ECR, which one serves, and how each did. */
export async function listReleasesAtScale(options: TargetOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const { target } = await openScaleOut(options, context);
  const [images, rollouts] = await Promise.all([listImages(target, signal), listRollouts(target, signal)]);
  const releases = mergeReleases(images, rollouts);
  output.data({ releases, rollouts }, describeReleases(releases));
}

/** Images newest first, then what has served and is gone. */
export function mergeReleases(
  images: readonly StoredImage[],
  rollouts: readonly Rollout[],
): readonly ReleaseAtScale[] {
  const serving = servingOf(rollouts)?.tag;
  const previous = previousOf(rollouts)?.tag;
  const known = new Set(images.map(({ tag }) => tag));
  const others = [...new Set(rollouts.map(({ tag }) => tag))].filter((tag) => !known.has(tag));
  const stateOf = (tag: string): ReleaseAtScale['state'] =>
    tag === serving ? 'serves' : tag === previous ? 'previous' : 'kept';
  const rolloutOf = (tag: string) => rollouts.find((each) => each.tag === tag) ?? null;
  return [
    ...images.map((image) => ({
      id: image.tag,
      state: stateOf(image.tag),
      image,
      rollout: rolloutOf(image.tag),
    })),
    ...others.map((id) => ({
      id,
      state: id === serving ? ('serves' as const) : ('gone' as const),
      image: null,
      rollout: rolloutOf(id),
    })),
  ];
}

export const describeReleases = (releases: readonly ReleaseAtScale[]): string =>
  releases.length === 0
    ? 'There is no image yet.'
    : formatTable([
        ['release', 'state', 'pushed', 'size', 'last rollout'],
        ...releases.map(({ id, state, image, rollout }) => [
          id,
          state,
          timeOf(image?.pushedAt ?? null),
          image === null ? '' : formatBytes(image.bytes),
          rollout === null ? '' : `${timeOf(rollout.began)} ${outcomes[rollout.status] ?? rollout.status}`,
        ]),
      ]);

const outcomes: Readonly<Record<string, string>> = {
  SUCCESSFUL: 'served',
  IN_PROGRESS: 'under way',
  PENDING: 'under way',
  ROLLBACK_IN_PROGRESS: 'is taken back',
  ROLLBACK_SUCCESSFUL: 'was taken back',
  ROLLBACK_FAILED: 'failed, and could not be taken back',
  STOPPED: 'was stopped',
};

const timeOf = (iso: string | null) => (iso === null ? '' : iso.replace(/\.\d+Z$/, 'Z').replace('T', ' '));
