import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findSecrets } from './secrets';

const secret = 'tr0ub4dor-and-3';
const nothing = { secrets: [secret], texts: {}, directories: [], archives: [] };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'waffle-secrets-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function plant(name: string, content: string | Buffer): string {
  const file = path.join(directory, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

test('where nothing is, it says how much was searched', async () => {
  const archive = plant('archives/release.tar.gz', gzipSync('harmless'));
  plant('logs/deep/a.log', 'harmless');
  const places = { texts: { 'the boot log': 'harmless' }, directories: [path.join(directory, 'logs')] };
  await expect(findSecrets({ ...nothing, ...places, archives: [archive] })).resolves.toBe(
    '1 values in 3 places',
  );
});

test('a text is named, its value is not', async () => {
  const found = findSecrets({ ...nothing, texts: { 'the boot log': `password=${secret}\n` } });
  await expect(found).rejects.toThrow(/^a secret is in the boot log$/);
});

test('a file anywhere below a folder is named', async () => {
  const file = plant('deep/down/app.log', `x${secret}y`);
  const found = findSecrets({ ...nothing, directories: [directory] });
  await expect(found).rejects.toThrow(new Error(`a secret is in ${file}`));
});

test('an archive is searched unpacked', async () => {
  const archive = plant('release.tar.gz', gzipSync(Buffer.from(`header${secret}`)));
  const found = findSecrets({ ...nothing, archives: [archive] });
  await expect(found).rejects.toThrow(new Error(`a secret is in ${archive}`));
});

test('every place is named', async () => {
  const texts = { 'the journal': secret, 'the user-data': 'clean', 'the boot log': secret };
  await expect(findSecrets({ ...nothing, texts })).rejects.toThrow(
    'a secret is in the journal, the boot log',
  );
});
