import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parseSettings } from './parse-settings';
import { settingNames, settingRules } from './settings';

const defaults = parseSettings({});

const tableOfSettings = () => {
  const rows = settingNames.map((name) => {
    const value = defaults[name] === undefined ? '' : `\`${defaults[name]}\``;
    return [`\`${name}\``, value, settingRules[name].meaning, settingRules[name].allowed];
  });
  return [['setting', 'default', 'meaning', 'allowed'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
};

const words = (table: string) =>
  table
    .replace(/-{3,}/g, '---')
    .replace(/[ \t]+/g, ' ')
    .trim();

test('the README lists every setting as the code has it', () => {
  const readme = readFileSync(path.join(__dirname, '../README.md'), 'utf8');
  const [, table = ''] = /<!-- settings -->([\s\S]*)<!-- \/settings -->/.exec(readme) ?? [];
  expect(words(table)).toBe(words(tableOfSettings()));
});
