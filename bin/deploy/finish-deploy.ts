import type { Remote } from '../remote/open-remote';
import type { CommandContext } from '../verb';
import { describeDeploy } from './describe-deploy';
import type { ReleaseStore } from './release-store';
import { type DeployEnd, type DeployJob, followDeploy, requireDeployed } from './run-deploy';

export interface Scene {
  readonly remote: Remote;
  readonly store: ReleaseStore;
  readonly context: Pick<CommandContext, 'output' | 'signal'>;
}

/** Follows a deploy to its end, and has a new instance start with what serves now. @throws UserError when it failed */
export async function finishDeploy(job: DeployJob, { remote, store, context }: Scene): Promise<void> {
  const { output, signal } = context;
  const name = job.about.kind === 'rollback' ? 'Roll back on the instance' : 'Switch on the instance';
  const end = await output.step(name, async (step) => {
    const ended = requireDeployed(await followDeploy(remote, job, output, signal));
    step.note(`${ended.serving} serves`);
    return ended;
  });
  await startWithIt(end, store, context);
  output.data({ release: end.serving, from: end.from, receipt: end.receipt ?? null }, describeDeploy(end));
}

async function startWithIt({ serving, url }: DeployEnd, store: ReleaseStore, { output }: Scene['context']) {
  const serves = url ?? (serving !== null && (await store.has(serving)) ? store.urlOf(serving) : undefined);
  if (serves === undefined) {
    output.warn(
      `S3 keeps no ${serving}: a new instance would start with another release, until waffle deploy.`,
    );
    return;
  }
  await store.startWith(serves);
  await store.prune();
}
