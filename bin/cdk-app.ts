import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { parseSettings } from '../infra/config/parse-settings';
import { serverArchitecture } from '../infra/config/server-architecture';
import { readSettingSources } from '../infra/config/setting-sources';
import type { Settings } from '../infra/config/settings';
import { SettingsError } from '../infra/config/settings-error';
import { offerProblems } from '../infra/regions/offer-problems';
import { createStacks } from '../infra/stacks/create-stacks';
import { addChecks } from '../infra/validation/add-checks';
import { exitCodeOf, exitCodes, UserError } from './io/errors';
import { createOutput } from './io/output';
import { buildRelease } from './release/build-release';

const rootDirectory = path.join(__dirname, '..');

/** What `cdk` runs: settings from the context, the release archive, the stacks. */
const main = async () => {
  // CDK would otherwise write an empty assembly after an error.
  const app = new App({ autoSynth: false });
  const { context, ...sources } = readSettingSources(rootDirectory, app.node.getAllContext());
  const settings = parseSettings(context, sources);
  // The region of the profile or the environment, as the cdk command line finds it.
  const region = settings.region ?? process.env['CDK_DEFAULT_REGION'];
  const located = { ...settings, region };
  const problems = offerProblems(settings, region);
  if (problems.length > 0) throw new SettingsError(problems);
  const archive = settings.releaseArchiveFile ?? buildArchive(settings);
  const now = new Date();
  // Loads rules, for as long as other processes bundle the API.
  addChecks(app, { settings: located, now });
  const releaseArchiveFile = await archive;
  createStacks(app, { settings: located, releaseArchiveFile, now });
  app.synth();
};

const buildArchive = async (settings: Settings) => {
  const outputDirectory = path.join(rootDirectory, 'dist', 'release');
  const architecture = serverArchitecture(settings);
  return (await buildRelease({ rootDirectory, outputDirectory, architecture })).archiveFile;
};

main().catch((error: unknown) => {
  if (!(error instanceof SettingsError || error instanceof UserError)) throw error;
  createOutput().error(error.message, error instanceof UserError ? error.fix : undefined);
  process.exitCode = error instanceof UserError ? exitCodeOf(error) : exitCodes.usage;
});
