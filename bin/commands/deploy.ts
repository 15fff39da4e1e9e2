import path from 'node:path';
import type { Settings } from '../../infra/config/settings';
import type { ReleaseStore, UploadedRelease } from '../deploy/release-store';
import type { TargetOptions } from '../aws/target';
import { type ExitCode, exitCodes, UserError } from '../io/errors';
import { formatBytes } from '../io/format';
import { addViaFlags, type RemoteOptions } from '../remote/via-flags';
import { type CommandContext, targetFlags, type Verb } from '../verb';

interface Options extends RemoteOptions {
  readonly follow?: boolean;
  readonly withoutBackup?: boolean;
}

export const deployVerb: Verb = {
  name: 'deploy',
  summary: 'put a release into service: build, upload, switch, without a gap',
  examples: [
    ['deploy', 'builds what is checked out here, and puts it into service'],
    ['deploy dist/release/ID.tar.gz', 'an archive that was built before'],
    ['deploy --follow', 'shows the deploy under way, or how the last one ended'],
    ['deploy --via ssh --identity key.pem', 'over SSH instead of Systems Manager'],
    ['deploy 20261121T101500Z-1a2b3c4d', 'on many machines: the image of that release, after its migrations'],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command)
      .argument(
        '[release]',
        'a release archive; on many machines the tag of an image (default: of what is checked out)',
      )
      .option('--follow', 'start nothing: show the deploy under way, or the last one')
      .option('--without-backup', 'on a server: take no dump of the database before migrations');
  },
  /** Killed at any point it may be run again: a deploy under way is followed, and never joined by a second one. */
  async run(options, context) {
    const { follow = false, withoutBackup = false, ...remoteOptions } = options as unknown as Options;
    const { output, signal, words } = context;
    const { isScaleOut } = await import('../scale-out/place');
    if (isScaleOut(remoteOptions, context)) return deployMany(remoteOptions, follow, context);
    const { openRemote } = await import('../remote/open-remote');
    const { requireSettled } = await import('../deploy/require-settled');
    const { isUnderWay, listDeploys, startDeploy } = await import('../deploy/run-deploy');
    const { openStore } = await import('../deploy/release-store');
    const { finishDeploy } = await import('../deploy/finish-deploy');
    const remote = await openRemote(remoteOptions, context);
    const deploys = await listDeploys(remote, signal);
    const underWay = deploys.find(isUnderWay);
    const store = await openStore(remote.target, signal);
    const followed = underWay ?? (follow ? deploys[0] : undefined);
    if (followed !== undefined) {
      if (!follow)
        output.warn(`Another deploy is under way, asked for at ${followed.about.asked}: following that one.`);
      await finishDeploy(followed, { remote, store, context });
      if (!follow)
        output.warn('That was the deploy under way. To put what is here into service: waffle deploy');
      return exitCodes.ok;
    }
    if (follow) throw nothingToFollow();
    requireSettled(remote.stack);
    const release = await findRelease(words[0], remote.target.settings, context);
    const { ensureJwtSecret } = await import('../up/jwt-secret');
    await ensureJwtSecret(remote.target, context);
    const url = await upload(store, release, context);
    const flags = withoutBackup ? ['--without-backup'] : [];
    const job = await startDeploy(remote, { kind: 'release', words: [url, ...flags] }, signal);
    await finishDeploy(job, { remote, store, context });
    return exitCodes.ok;
  },
};

async function deployMany(place: TargetOptions, follow: boolean, context: CommandContext): Promise<ExitCode> {
  const { deployAtScale } = await import('../scale-out/deploy');
  const { readSettings } = await import('../plan/read-settings');
  const { typedSettings } = await import('../aws/target');
  const settings = readSettings(context.rootDirectory, typedSettings(place));
  const [word] = context.words;
  // An archive, given or built here, says by its id which image is meant.
  const isTag = word !== undefined && !word.endsWith('.tar.gz');
  const tag = async () => (isTag ? word : (await findRelease(word, settings, context)).id);
  await deployAtScale({ place, follow, tag }, context);
  return exitCodes.ok;
}

async function findRelease(
  archive: string | undefined,
  settings: Pick<Settings, 'topology' | 'instanceType'>,
  context: CommandContext,
): Promise<UploadedRelease> {
  const { output, rootDirectory, signal } = context;
  if (archive !== undefined) {
    const { findArchive } = await import('../deploy/find-archive');
    return findArchive(archive, signal);
  }
  return output.step('Build the release', async (step) => {
    const { buildRelease } = await import('../release/build-release');
    const outputDirectory = path.join(rootDirectory, 'dist', 'release');
    const { serverArchitecture } = await import('../../infra/config/server-architecture');
    const architecture = serverArchitecture(settings);
    const options = { rootDirectory, outputDirectory, architecture, signal };
    const { manifest, bytes, ...built } = await buildRelease(options);
    step.note(`${manifest.id}, ${formatBytes(bytes)}`);
    return { id: manifest.id, ...built };
  });
}

const upload = (store: ReleaseStore, release: UploadedRelease, { output }: CommandContext): Promise<string> =>
  output.step('Upload it to S3', async (step) => {
    const { url, sent } = await store.upload(release);
    step.note(sent ? url : `${url} is there already`);
    return url;
  });

const nothingToFollow = () =>
  new UserError('No deploy was asked for in the last day.', { fix: 'waffle deploy; or waffle releases' });
