import type { Remote } from '../remote/open-remote';
import type { CommandContext } from '../verb';
import { describeDeploy } from './describe-deploy';
import type { ReleaseStore } from './release-store';
import { type DeployJob, followDeploy, requireDeployed } from './run-deploy';
import { startWithServing } from './start-with';

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
  await startWithServing(end.serving, { stack: remote.stack, store, output });
  output.data({ release: end.serving, from: end.from, receipt: end.receipt ?? null }, describeDeploy(end));
}
