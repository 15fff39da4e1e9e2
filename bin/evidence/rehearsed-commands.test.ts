import { expect, test } from '@jest/globals';
import { type EvidenceName, evidenceNames } from './evidence';
import { rehearsedCommands } from './rehearsed-commands';

const places = { directory: 'results', archive: 'next.tar.gz', receipts: 'receipts' };
const typed = (only: readonly EvidenceName[], options = {}) =>
  rehearsedCommands({ only, ...options }, places).map((words) => words.join(' '));
const folders = '--results results --receipts receipts';

test('a release is looked at before and after, a teardown afterwards', () => {
  const others = evidenceNames.filter((name) => name !== 'teardown').join(' ');
  expect(typed(evidenceNames)).toEqual([
    'init --yes -c domain=api.example.com',
    'up --yes',
    `results --only release ${folders}`,
    'deploy next.tar.gz',
    `results --only ${others} ${folders}`,
    'down --confirm waffle-backend --without-dump --leftovers --receipts receipts',
    `results --only teardown ${folders}`,
  ]);
});

test('what is not wanted is not made', () => {
  expect(typed(['card']).filter((words) => /^(results|deploy)/.test(words))).toEqual([
    `results --only card ${folders}`,
  ]);
  expect(typed(['teardown']).filter((words) => /^(results|deploy)/.test(words))).toEqual([
    `results --only teardown ${folders}`,
  ]);
});

test('who asks for home addresses is shown them', () => {
  expect(typed(['security-group'], { showHomeAddresses: true })).toContain(
    `results --only security-group ${folders} --show-home-addresses`,
  );
});
