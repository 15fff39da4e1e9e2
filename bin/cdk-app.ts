import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { parseSettings } from '../infra/config/parse-settings';
import { SettingsError } from '../infra/config/settings-error';
import { WaffleBackendStack } from '../infra/stacks/waffle-backend-stack';
import { buildRelease } from './release/build-release';

const rootDirectory = path.join(__dirname, '..');

/** What `cdk` runs: settings from the context, the release archive, the stack. */
const main = async () => {
  // CDK would otherwise write an empty assembly after an error.
  const app = new App({ autoSynth: false });
  const settings = parseSettings(app.node.getAllContext());
  const releaseArchiveFile = settings.releaseArchiveFile ?? (await buildArchive());
  new WaffleBackendStack(app, { settings, releaseArchiveFile });
  app.synth();
};

const buildArchive = async () => {
  const release = await buildRelease({ rootDirectory, outputDirectory: path.join(rootDirectory, 'dist') });
  return release.archiveFile;
};

main().catch((error: unknown) => {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
