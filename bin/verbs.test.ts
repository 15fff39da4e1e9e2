import { expect, test } from '@jest/globals';
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
