import type { Guarded, Loss } from './find-losses';

export interface RefusalWords {
  /** What is refused: `The change set tuesday`. */
  readonly subject: string;
  /** What to type, with `--replace` after it, where the loss is wanted. */
  readonly command: string;
}

/** Why a change set is refused: a numbered list of what it would put an end to, each with the way out. */
export const describeRefusal = (losses: readonly Loss[], { subject, command }: RefusalWords): string => {
  const count = losses.length === 1 ? 'a loss that nobody has' : `${losses.length} losses that nobody has`;
  return [
    `${subject} is refused: ${count} asked for.`,
    ...losses.map((loss, index) => describe(loss, index + 1, command)),
  ].join('\n');
};

/** The losses that were not asked for by name. */
export const unaskedLosses = (losses: readonly Loss[], asked: readonly Guarded[]): readonly Loss[] =>
  losses.filter(({ what }) => !asked.includes(what));

const describe = (loss: Loss, number: number, command: string) =>
  [
    `${number}. the ${loss.what} ${nameOf(loss)} ${verbOf(loss)}: ${loss.causes.join(', ')}`,
    `   what is lost: ${whatIsLost(loss)}`,
    `   allowed: changes that keep the ${loss.what}, or its end where it is asked for by name`,
    `   change:  put the setting or the code back; or ${command} --replace ${loss.what}`,
  ].join('\n');

const nameOf = ({ logicalId, physicalId }: Loss) =>
  physicalId === undefined ? logicalId : `${logicalId} (${physicalId})`;

const verbOf = ({ outcome, certainty }: Loss) => {
  const verb = outcome === 'removed' ? 'removed' : 'replaced by a new one';
  return certainty === 'certain' ? `is ${verb}` : `may be ${verb}, which shows only in the deploy`;
};

const whatIsLost = ({ what, fate }: Loss): string => {
  if (what === 'bucket') return bucketLoss(fate);
  if (fate === 'kept') return 'nothing yet; the old one stays, outside of the stack, and is billed';
  if (what === 'server')
    return 'what is on its disk: logs, cache, pictures unless they are in S3. Its address and certificate stay';
  if (fate === 'kept as a snapshot')
    return 'no data, but the new database is empty: the data is in a snapshot';
  return fate === 'deleted'
    ? 'all data in it'
    : 'all data in it, unless its UpdateReplacePolicy or DeletionPolicy keeps a snapshot';
};

/** What is on the server by then is brought there by deployment/media.sh. */
const bucketLoss = (fate: Loss['fate']) =>
  fate === 'kept'
    ? 'no picture, but the API shows none of them any more: they stay in the bucket, outside of the stack. Before: media.sh disk, on the server'
    : 'all pictures in it';
