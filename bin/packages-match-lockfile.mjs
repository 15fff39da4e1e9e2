// Exits with 0 when node_modules holds what package-lock.json names: bin/waffle asks before it installs anything.
// npm writes node_modules/.package-lock.json as the last thing of an installation.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const readPackages = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;

function packagesMatch() {
  const { '': project, ...wanted } = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  const isRight = ([name, { version, optional, devOptional }]) =>
    installed[name] ? installed[name].version === version : Boolean(optional || devOptional);
  return Boolean(project) && Object.entries(wanted).every(isRight);
}

function allThere() {
  try {
    return packagesMatch();
  } catch {
    return false; // no lockfile, or half of one
  }
}

process.exit(allThere() ? 0 : 1);
