// Checks an unpacked release against its manifest.json and prints its id: node verify-release.mjs DIRECTORY.
// Every file of the manifest must be there with its SHA-256, and no other file may be.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const directory = process.argv[2];
const read = (path) => readFileSync(join(directory, path));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const found = readdirSync(directory, { recursive: true, withFileTypes: true })
  .filter((entry) => !entry.isDirectory())
  .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
  .filter((path) => path !== 'manifest.json');

const manifest = JSON.parse(read('manifest.json').toString());
const listed = new Map(manifest.files.map((file) => [file.path, file.sha256]));
const problems = [
  ...[...listed.keys()].filter((path) => !found.includes(path)).map((path) => `missing: ${path}`),
  ...found.filter((path) => !listed.has(path)).map((path) => `not in the manifest: ${path}`),
  ...found
    .filter((path) => listed.has(path) && sha256(read(path)) !== listed.get(path))
    .map((path) => `changed: ${path}`),
];
if (!/^[0-9A-Za-z][0-9A-Za-z.-]+$/.test(manifest.id)) problems.push(`not a release id: ${manifest.id}`);
if (problems.length > 0) {
  process.stderr.write(`The release does not match its manifest:\n  ${problems.join('\n  ')}\n`);
  process.exit(1);
}
process.stdout.write(`${manifest.id}\n`);
