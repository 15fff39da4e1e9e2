import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from '@jest/globals';
import cdkJson from '../../cdk.json';
import { parseSettings } from '../config/parse-settings';
import { createStacks } from '../stacks/create-stacks';
import { addChecks } from '../validation/add-checks';

/** When the stacks of the tests are deployed. */
export const deployTime = new Date('2026-11-21T10:15:00Z');

export const releaseId = '20261121T101500Z-1a2b3c4d';

/** One a test file: jest gives every file its own copy of this module. */
const directory = mkdtempSync(path.join(tmpdir(), 'waffle-infra-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const archiveFile = path.join(directory, `${releaseId}.tar.gz`);

/** An app with the feature flags of cdk.json, as the command line would make it. */
export const createTestApp = () =>
  new App({
    context: cdkJson.context,
    outdir: mkdtempSync(path.join(directory, 'cdk.out-')),
    analyticsReporting: false,
  });

export const createTestStack = () => new Stack(createTestApp(), 'test');

/** The stacks with the settings of cdk.json and the given ones on top, around a small release archive. */
export const createTestStacks = (context: Readonly<Record<string, unknown>> = {}) => {
  // Its bytes are what they are: the stack only hashes and uploads them.
  writeFileSync(archiveFile, 'a small release archive');
  const app = createTestApp();
  const settings = parseSettings({ ...cdkJson.context, ...context });
  addChecks(app, { settings, now: deployTime });
  return { app, ...createStacks(app, { settings, releaseArchiveFile: archiveFile, now: deployTime }) };
};

/** The same, synthesized and held to every check. */
export const synthesize = (context: Readonly<Record<string, unknown>> = {}) => {
  const { app, stack, budgetStack, pipelineStack } = createTestStacks(context);
  const template = Template.fromStack(stack);
  const templateFile = path.join(app.outdir, `${stack.stackName}.template.json`);
  return { app, stack, budgetStack, pipelineStack, template, resources: resourcesOf(template), templateFile };
};

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

export const resourcesOf = (template: Template) =>
  template.toJSON()['Resources'] as Readonly<Record<string, Resource>>;

/** The only resource of a type, with its logical id. */
export const onlyResource = (resources: Readonly<Record<string, Resource>>, type: string) => {
  const found = Object.entries(resources).filter(([, resource]) => resource.Type === type);
  const [entry] = found;
  if (found.length !== 1 || entry === undefined) throw new Error(`${found.length} resources of type ${type}`);
  const [logicalId, resource] = entry;
  return { logicalId, properties: resource.Properties ?? {}, dependsOn: resource.DependsOn ?? [] };
};
