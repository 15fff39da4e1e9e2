import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json';
import { parseSettings } from '../config/parse-settings';
import { createStacks } from '../stacks/create-stacks';
import { drawPicture } from './draw';
import { readModel, type Template } from './read-model';

/** Shows all there can be, with the defaults for the rest. */
const shown = {
  domain: 'api.example.com',
  sshAddress: '203.0.113.7/32',
  budgetEmail: 'you@example.com',
  workingHours: 'Mon-Fri 08:00-18:00',
};

/** The picture of docs/architecture.svg: synthesizes the stacks and draws what their templates hold. */
export const drawArchitecture = (): string => {
  const directory = mkdtempSync(path.join(tmpdir(), 'waffle-picture-'));
  try {
    const templates = synthesizeIn(directory, { ...cdkJson.context, ...shown });
    return drawPicture(readModel(...templates));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const synthesizeIn = (directory: string, context: Readonly<Record<string, unknown>>) => {
  const releaseArchiveFile = path.join(directory, 'release.tar.gz');
  // Only its name and hash are in the template, and neither is drawn.
  writeFileSync(releaseArchiveFile, 'a release');
  const app = new App({ context: cdkJson.context, outdir: path.join(directory, 'cdk.out') });
  createStacks(app, { settings: parseSettings(context), releaseArchiveFile, now: new Date(0) });
  return app.synth().stacks.map(({ template }) => template as Template);
};
