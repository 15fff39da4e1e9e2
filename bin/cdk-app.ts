import path from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { parseSettings } from '../infra/config/parse-settings';
import { SettingsError } from '../infra/config/settings-error';
import { FreeTierChecks } from '../infra/free-tier';
import { WaffleBackendStack } from '../infra/stacks/waffle-backend-stack';
import { exitCodeOf, exitCodes, UserError } from './io/errors';
import { createOutput } from './io/output';
import { buildRelease } from './release/build-release';

const rootDirectory = path.join(__dirname, '..');

/** What `cdk` runs: settings from the context, the release archive, the stack. */
const main = async () => {
  // CDK would otherwise write an empty assembly after an error.
  const app = new App({ autoSynth: false });
  Validations.of(app).addPlugins(new FreeTierChecks(app, { account: 'credit-paid' }));
  const settings = parseSettings(app.node.getAllContext());
  const releaseArchiveFile = settings.releaseArchiveFile ?? (await buildArchive());
  new WaffleBackendStack(app, { settings, releaseArchiveFile });
  app.synth();
};

const buildArchive = async () => {
  const outputDirectory = path.join(rootDirectory, 'dist', 'release');
  return (await buildRelease({ rootDirectory, outputDirectory })).archiveFile;
};

main().catch((error: unknown) => {
  if (!(error instanceof SettingsError || error instanceof UserError)) throw error;
  createOutput().error(error.message, error instanceof UserError ? error.fix : undefined);
  process.exitCode = error instanceof UserError ? exitCodeOf(error) : exitCodes.usage;
});
