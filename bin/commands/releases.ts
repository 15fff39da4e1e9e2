import type { ReleaseRow } from '../deploy/list-releases';
import { exitCodes } from '../io/errors';
import { addViaFlags, type RemoteOptions } from '../remote/via-flags';
import { targetFlags, type Verb } from '../verb';

export const releasesVerb: Verb = {
  name: 'releases',
  summary: 'list the releases on the instance and in S3, and how each did',
  examples: [
    ['releases', 'which serves, which one rollback takes, how each was deployed'],
    ['releases --json', 'the same with the last receipts, for a script'],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command);
  },
  async run(options, context) {
    const { output, signal } = context;
    const { isScaleOut } = await import('../scale-out/place');
    if (isScaleOut(options, context)) {
      const { listReleasesAtScale } = await import('../scale-out/releases');
      await listReleasesAtScale(options, context);
      return exitCodes.ok;
    }
    const { openRemote } = await import('../remote/open-remote');
    const { openStore } = await import('../deploy/release-store');
    const { readReleases } = await import('../deploy/read-releases');
    const { describeReleases, listReleases } = await import('../deploy/list-releases');
    const { shell, target } = await openRemote(options as unknown as RemoteOptions, context);
    const [onInstance, stored] = await Promise.all([
      readReleases(shell, signal),
      openStore(target, signal).then((store) => store.list()),
    ]);
    const releases: readonly ReleaseRow[] = listReleases(onInstance, stored);
    output.data({ releases, receipts: onInstance.receipts }, describeReleases(releases, onInstance));
    return exitCodes.ok;
  },
};
