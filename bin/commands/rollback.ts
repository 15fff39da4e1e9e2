import { exitCodes, UserError } from '../io/errors';
import { addViaFlags, type RemoteOptions } from '../remote/via-flags';
import { targetFlags, type Verb } from '../verb';

interface Options extends RemoteOptions {
  readonly despiteMigrations?: boolean;
}

export const rollbackVerb: Verb = {
  name: 'rollback',
  summary: 'put the release that served before back into service',
  examples: [
    ['rollback', 'the newest release that served before this one; twice is back again'],
    ['rollback --despite-migrations', 'also where the database has migrations that it does not know'],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command).option(
      '--despite-migrations',
      'go back although the database has migrations that the older release does not know',
    );
  },
  async run(options, context) {
    const { despiteMigrations = false, ...remoteOptions } = options as unknown as Options;
    const { output, signal } = context;
    const { isScaleOut } = await import('../scale-out/place');
    if (isScaleOut(remoteOptions, context)) {
      const { rollBackAtScale } = await import('../scale-out/rollback');
      await rollBackAtScale(remoteOptions, context);
      return exitCodes.ok;
    }
    const { openRemote } = await import('../remote/open-remote');
    const { requireSettled } = await import('../deploy/require-settled');
    const { isUnderWay, listDeploys, startDeploy } = await import('../deploy/run-deploy');
    const { finishDeploy } = await import('../deploy/finish-deploy');
    const { openStore } = await import('../deploy/release-store');
    const remote = await openRemote(remoteOptions, context);
    requireSettled(remote.stack);
    const store = await openStore(remote.target, signal);
    const underWay = (await listDeploys(remote, signal)).find(isUnderWay);
    if (underWay?.about.kind === 'release') throw deployUnderWay(underWay.about.asked);
    if (underWay !== undefined) output.warn('A rollback is under way: following that one.');
    const words = ['--rollback', ...(despiteMigrations ? ['--despite-migrations'] : [])];
    const job = underWay ?? (await startDeploy(remote, { kind: 'rollback', words }, signal));
    await finishDeploy(job, { remote, store, context });
    return exitCodes.ok;
  },
};

const deployUnderWay = (asked: string) =>
  new UserError(`A deploy is under way, asked for at ${asked}.`, {
    fix: 'waffle deploy --follow shows it; then waffle rollback',
  });
