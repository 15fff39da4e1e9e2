import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json';
import { parseSettings } from '../config/parse-settings';
import { createStacks } from '../stacks/create-stacks';
import { drawPicture } from './draw';
import { drawScaleOutPicture } from './draw-scale-out';
import { readModel } from './read-model';
import { readScaleOut } from './read-scale-out';
import type { Template } from './template';

/** Shows all there can be, with the defaults for the rest. */
const shown = {
  domain: 'api.example.com',
  sshAddress: '203.0.113.7/32',
  budgetEmail: 'you@example.com',
  workingHours: 'Mon-Fri 08:00-18:00',
  mediaStorage: 's3',
};

const shownOfScaleOut = {
  topology: 'scale-out',
  domain: 'api.example.com',
  hostedZoneId: 'Z0123456789EXAMPLE',
};

/** The picture of one server: synthesizes the stacks and draws what their templates hold. */
export const drawArchitecture = (): string => drawPicture(readModel(...synthesize(shown)));

/** The same of many machines. */
export const drawScaleOut = (): string => drawScaleOutPicture(readScaleOut(...synthesize(shownOfScaleOut)));

/** Each picture, by its file in docs/. */
export const pictures = { 'architecture.svg': drawArchitecture, 'scale-out.svg': drawScaleOut } as const;

const synthesize = (context: Readonly<Record<string, unknown>>): readonly Template[] => {
  const directory = mkdtempSync(path.join(tmpdir(), 'waffle-picture-'));
  try {
    return synthesizeIn(directory, { ...cdkJson.context, ...context });
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
