import type { DeployedStack } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import type { ReleaseStore } from './release-store';

interface Place {
  readonly stack: Pick<DeployedStack, 'outputs'>;
  readonly store: ReleaseStore;
  readonly output: CommandContext['output'];
}

/** A new instance starts with what serves, whichever way that came into service. */
export async function startWithServing(
  serving: string | null,
  { stack, store, output }: Place,
): Promise<void> {
  const url = serving === null ? undefined : await keptUrl(serving, stack, store);
  if (url !== undefined) {
    await store.startWith(url);
    await store.prune();
    return;
  }
  output.warn(
    `S3 keeps no ${serving}: a new instance would start with another release, until waffle deploy.`,
  );
}

/** The stack's own release came by the CDK; it is kept beside the others, where a later one of the stack leaves it readable. */
async function keptUrl(
  id: string,
  { outputs: { releaseId, releaseUrl } }: Place['stack'],
  store: ReleaseStore,
): Promise<string | undefined> {
  if (id === releaseId && releaseUrl !== undefined) return store.keep(id, releaseUrl);
  return (await store.has(id)) ? store.urlOf(id) : undefined;
}
