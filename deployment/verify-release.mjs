// Checks an unpacked release against its manifest.json and prints its id: node verify-release.mjs DIRECTORY.
// Every file of the manifest must be there with its SHA-256, and no other file may be.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [directory, ...others] = process.argv.slice(2);
if (directory === undefined || others.length > 0) fail('usage: verify-release.mjs DIRECTORY', 2);

const manifest = readManifest();
const problems = findProblems(manifest, findFiles());
if (problems.length > 0) fail(`The release does not match its manifest:\n  ${problems.join('\n  ')}`, 1);
const wanted = foreignArchitecture(manifest);
if (wanted !== undefined)
  fail(
    `The release has the decoders of pictures for ${wanted}, and this server is ${process.arch}: build it for this one,\n` +
      `  ./bin/waffle release --architecture ${process.arch}; waffle deploy does where instanceType is this server's`,
    1,
  );
process.stdout.write(`${manifest.id}\n`);

function fail(message, status) {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}

function readManifest() {
  try {
    const { id, files } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
    if (typeof id !== 'string') throw new Error('its id is no text');
    return { id, listed: new Map(files.map(({ path, sha256 }) => [path, sha256])) };
  } catch (error) {
    return fail(`The release has no readable manifest.json: ${error.message.split('\n')[0]}`, 1);
  }
}

/** What is there beside the manifest; folders are as good as their files. */
function findFiles() {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({
      path: relative(directory, join(entry.parentPath, entry.name)),
      isRegular: entry.isFile(),
    }))
    .filter(({ path }) => path !== 'manifest.json');
}

function findProblems({ id, listed }, files) {
  const found = new Set(files.map(({ path }) => path));
  const missing = [...listed.keys()].filter((path) => !found.has(path)).map((path) => `missing: ${path}`);
  const wrong = files.flatMap(({ path, isRegular }) => {
    if (!listed.has(path)) return [`not in the manifest: ${path}`];
    // A link would be followed out of the release.
    if (!isRegular) return [`not a regular file: ${path}`];
    return sha256(path) === listed.get(path) ? [] : [`changed: ${path}`];
  });
  const badId = /^[0-9A-Za-z][0-9A-Za-z.-]+$/.test(id) ? [] : [`not a release id: ${id}`];
  return [...missing, ...wrong, ...badId];
}

/** Of another processor than this one's, where the release has decoders and none for this; x64, arm64. */
function foreignArchitecture({ listed }) {
  const found = [...listed.keys()].map((path) => /@img\/sharp-linux-(\w+)\//.exec(path)?.[1]).filter(Boolean);
  return found.includes(process.arch) ? undefined : found[0];
}

function sha256(path) {
  return createHash('sha256')
    .update(readFileSync(join(directory, path)))
    .digest('hex');
}
