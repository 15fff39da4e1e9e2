import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { synthesize } from '../testing/synthesize';
import { parseSettings } from './parse-settings';
import { settingNames, settingRules } from './settings';
import { examples, renderSettingsDocument } from './settings-document';

test('docs/settings.md is what the settings say (otherwise: npm run settings-doc)', () => {
  const written = readFileSync(path.join(__dirname, '../../docs/settings.md'), 'utf8');
  const hint = (same: boolean) => (same ? 'as generated' : 'differs: run npm run settings-doc');
  expect(hint(written === renderSettingsDocument())).toBe('as generated');
});

test.each(examples)('the example "$title" holds valid settings', ({ context }) => {
  expect(Object.keys(parseSettings(context))).toEqual(expect.arrayContaining(Object.keys(context)));
});

test.each(examples)('the example "$title" passes every check of a synthesis', ({ context }) => {
  expect(() => synthesize(context)).not.toThrow();
});

test('every setting is in exactly one section', () => {
  const document = renderSettingsDocument();
  for (const name of settingNames) expect(document.split(`\n| \`${name}\` `)).toHaveLength(2);
});

test.each(settingNames)('%s says what to type', (name) => {
  expect(settingRules[name].change).toContain(`-c ${name}=`);
});
