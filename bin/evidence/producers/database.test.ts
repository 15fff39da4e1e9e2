import { expect, test } from '@jest/globals';
import { failedClaims } from '../testing/failed-claims';
import { judgeDatabase } from './database';

const migration = (name: string, unfinished = '0') => ({ name, unfinished });
const well = {
  brought: ['1_init', '2_index'],
  migrations: [migration('1_init'), migration('2_index')],
  seminar: [{ name: 'waffle-results 20261122T061503Z' }],
  ciphers: [{ Variable_name: 'Ssl_cipher', Value: 'TLS_AES_128_GCM_SHA256' }],
};
const judge = (changes: Partial<typeof well> = {}) => judgeDatabase({ ...well, ...changes });

test('a migrated database over TLS with the row of the API is shown', () => {
  expect(failedClaims(judge())).toEqual([]);
  expect(judge()[0]?.seen).toBe('2 applied, 0 unfinished');
});

const applied = 'each migration is applied';
const encrypted = 'the connection is encrypted';

test.each([
  ['an unfinished migration', { migrations: [migration('1_init'), migration('2_index', '1')] }, applied],
  ['one of an earlier release', { migrations: [...well.migrations, migration('0_old', '1')] }, applied],
  ['a migration that is missing', { migrations: [migration('1_init')] }, applied],
  ['no migration', { migrations: [] }, applied],
  ['a release that brings none', { brought: [] }, applied],
  ['a seminar that is no row', { seminar: [] }, 'the seminar of the API is a row'],
  ['a connection without a cipher', { ciphers: [{ Variable_name: 'Ssl_cipher', Value: '' }] }, encrypted],
  ['a server that knows no ciphers', { ciphers: [] }, encrypted],
])('%s is shown as failed', (_, changes, claim) => {
  expect(failedClaims(judge(changes))).toEqual([claim]);
});

test('which migration is missing is said', () => {
  expect(judge({ migrations: [migration('1_init')] })[0]?.seen).toBe(
    '1 applied, 0 unfinished; not applied: 2_index',
  );
});
