import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from '@jest/globals';

const folders = readdirSync(__dirname).filter((name) => existsSync(path.join(__dirname, name, 'example.ts')));
const read = (...names: readonly string[]) => readFileSync(path.join(__dirname, ...names), 'utf8');

test('the constructs that others import have an example', () => {
  expect(folders).toEqual(
    expect.arrayContaining(['mysql-database', 'network', 'shared-security-group', 'web-server']),
  );
});

describe.each(folders)('the example of %s', (folder) => {
  test('is the one that its README shows', () => {
    const [, shown] = /```ts\n([\s\S]*?)```/.exec(read(folder, 'README.md')) ?? [];
    expect(shown).toBe(read(folder, 'example.ts'));
  });

  test('imports nothing of ours but the construct', () => {
    const imported = [...read(folder, 'example.ts').matchAll(/from '(\.[^']*)'/g)].map(([, from]) => from);
    expect(imported).toEqual([`./${folder}`]);
  });

  test('synthesizes in an app without our stack and our feature flags', async () => {
    const { stack } = (await import(`./${folder}/example`)) as { readonly stack: Stack };
    const report = path.join(App.of(stack)?.synth().directory ?? '', 'validation-report.json');
    const { pluginReports } = JSON.parse(readFileSync(report, 'utf8'));
    expect(pluginReports.flatMap(({ violations }: { violations: unknown[] }) => violations)).toEqual([]);
    expect(Object.keys(Template.fromStack(stack).toJSON()['Outputs'])).toHaveLength(1);
  });
});
