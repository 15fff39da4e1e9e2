import { expect, test } from '@jest/globals';
import { withSettings } from './keep-settings';

test.each([
  ['', '{\n  "context": {\n    "a": "1"\n  }\n}\n'],
  ['{"context": {"b": 2}}', '{"context": {"b": 2,\n  "a": "1"}}\n'],
  ['{"context": {"a": "1"}}\n', '{"context": {"a": "1"}}\n'],
])('a setting is put into %j', (text, expected) => {
  expect(JSON.parse(withSettings(text, { a: '1' }))).toEqual(JSON.parse(expected));
});

test('what its owner wrote stays', () => {
  const text = '{\n  "context": {\n    "a": "0" // mine\n  }\n}\n';
  expect(withSettings(text, { a: '1', b: '2' })).toContain('"a": "1" // mine');
});
