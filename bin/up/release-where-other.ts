import type { Target, TargetOptions } from '../aws/target';
import { readReleases, rollbackFrom } from '../deploy/read-releases';
import { openStore, type ReleaseStore } from '../deploy/release-store';
import { followDeploy, isUnderWay, listDeploys, requireDeployed, startDeploy } from '../deploy/run-deploy';
import { startWithServing } from '../deploy/start-with';
import type { EndpointAnswer } from '../endpoint/check-endpoint';
import { openRemote, type Remote } from '../remote/open-remote';
import { requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import type { UpOutcome } from './run-up';

interface ReleaseOptions {
  readonly place: TargetOptions;
  readonly target: Target;
  readonly outcome: Pick<UpOutcome, 'isNew' | 'stack'>;
  /** What serves now. */
  readonly answer: EndpointAnswer;
  readonly context: CommandContext;
}

/**
 * A new server starts with the release of its stack; one that was there before is given it here, where it serves another, unless
 * somebody has rolled back from it. Either way the release is kept for a rollback, and a new instance starts with what serves.
 * @returns whether another one serves now @throws UserError where the release does not come into service
 */
export async function releaseWhereOther(options: ReleaseOptions): Promise<boolean> {
  const { place, target, outcome, answer, context } = options;
  const { isNew, stack } = outcome;
  const { output, signal } = context;
  const wanted = requiredOutput(stack, 'releaseId');
  const store = await openStore(target, signal);
  await store.keep(wanted, requiredOutput(stack, 'releaseUrl'));
  if (isNew) return false;
  if (answer.reached && answer.release === wanted) {
    await startWithServing(wanted, { stack, store, output });
    return false;
  }
  const remote = await openRemote({ ...place, via: 'ssm' }, context);
  const releases = await readReleases(remote.shell, signal);
  const rollback = rollbackFrom(releases, wanted);
  if (rollback === undefined) {
    await releaseOn(remote, { wanted, store, context });
    return true;
  }
  output.warn(
    `${wanted} was rolled back from at ${rollback.began} by ${rollback.by}: ${releases.current} serves on. All the same: waffle deploy`,
  );
  await startWithServing(releases.current, { stack, store, output });
  return false;
}

interface Wanted {
  readonly wanted: string;
  readonly store: ReleaseStore;
  readonly context: CommandContext;
}

async function releaseOn(remote: Remote, { wanted, store, context }: Wanted): Promise<void> {
  const { output, signal } = context;
  await output.step(`Put the release ${wanted} into service`, async () => {
    const underWay = (await listDeploys(remote, signal)).find(isUnderWay);
    const job =
      underWay ?? (await startDeploy(remote, { kind: 'release', words: [store.urlOf(wanted)] }, signal));
    const { serving } = requireDeployed(await followDeploy(remote, job, output, signal));
    await startWithServing(serving, { stack: remote.stack, store, output });
  });
}
