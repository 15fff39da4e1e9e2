import { expect, test } from '@jest/globals';
import { withSettings } from './keep-settings';

test.each([
  ['', '{\n  "context": {\n    "a": "1"\n  }\n}\n'],
  ['{"context": {"b": 2}}', '{"context": {"b": 2,\n  "a": "1"}}\n'],
  ['{"context": {"a": "1"}}\n', '{"context": {"a": "1"}}\n'],
])('a setting is put into %j', (text, expected) => {
  expect(JSON.parse(withSettings(text, { a: '1' }))).toEqual(JSON.parse(expected));
});

test('what else is in the file keeps its value', () => {
  const changed = withSettings('{"context": {"x": [1, 2]}, "note": "mine"}', { a: '1' });
  expect(JSON.parse(changed)).toEqual({ context: { x: [1, 2], a: '1' }, note: 'mine' });
});
