import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { verbs } from './verbs';

test.each(verbs)('$name is what its own file says', async ({ name, summary, load }) => {
  const verb = await load();
  expect({ name, summary }).toEqual({ name: verb.name, summary: verb.summary });
});

test.each(verbs)('$name shows an example of itself', async ({ name, load }) => {
  const { examples } = await load();
  expect(examples.length).toBeGreaterThan(0);
  expect(examples.filter(([command]) => !command.startsWith(name))).toEqual([]);
});

test('no verb loads the SDK, the CDK or a driver before it runs', () => {
  const program = `
    const { verbs } = require('./bin/verbs.ts');
    Promise.all(verbs.map((verb) => verb.load())).then(() => {
      const files = Object.keys(require('node:module')._cache).map((file) => file.split('/node_modules/')[1]);
      process.stdout.write(JSON.stringify([...new Set(files.filter(Boolean).map((file) => file.split('/')[0]))]));
    });`;
  const argv = ['--import', 'tsx', '--eval', program];
  const { stdout } = spawnSync(process.execPath, argv, {
    cwd: path.join(__dirname, '..'),
    encoding: 'utf8',
  });
  const loaded = JSON.parse(stdout) as string[];
  // tsx compiles with esbuild.
  expect(loaded).toContain('commander');
  expect(loaded.filter((name) => !['commander', 'tsx', 'esbuild'].includes(name))).toEqual([]);
});
