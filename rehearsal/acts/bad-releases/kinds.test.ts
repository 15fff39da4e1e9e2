import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { correctManifest } from '../../deploys';
import { killScript } from '../killed-deploys/kills';
import { badReleases } from './kinds';

const complaints = (script: string) =>
  spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr.trim();

test('each bad release has a name of its own that a release may have', () => {
  const names = badReleases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[0-9A-Za-z][0-9A-Za-z.-]+$/.test(name))).toEqual([]);
});

test.each(badReleases)('what plants it is shell: $fault', ({ plant, damage, spoil = [] }) => {
  const scripts = [plant, damage, ...spoil].filter((script) => script !== undefined);
  expect(scripts).not.toEqual([]);
  expect(scripts.map(complaints).join('')).toBe('');
});

test('so is what is done to every copy, and what kills', () => {
  expect([correctManifest, killScript].map(complaints)).toEqual(['', '']);
});
