import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { instance } from '../../contract';

const rootDirectory = join(__dirname, '../..');

/** Every file below deployment/, relative to it. */
export const deploymentFiles = readdirSync(join(rootDirectory, 'deployment'), {
  recursive: true,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(join(rootDirectory, 'deployment/').length))
  .sort();

/** A file's lines that are no comments. */
export const readCode = (path: string): string =>
  readFileSync(join(rootDirectory, path), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(#|\/\/)/.test(line))
    .join('\n');

export const userData = readCode('infra/user-data/user-data.sh');
export const deploymentCode = (path: string): string => readCode(join('deployment', path));
export const systemdUnits = deploymentFiles.filter((file) => file.startsWith('systemd/'));

/** Everything the pattern's first group matched, each once, sorted. */
export const matches = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();

/** `NAME=value` of a shell script's constants. */
export const shellConstants = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^readonly ([a-z_]+)=([\w/.-]+)$/gm)].map(([, name, value]) => [name, value]),
  );

/** The script with its constants filled in, the quotes around them dropped and `{a,b}` written out. */
export function fillIn(text: string, constants: Readonly<Record<string, string>>): string {
  const filled = text.replace(/"?\$\{?([a-z_]+)\}?"?/g, (whole, name: string) => constants[name] ?? whole);
  return filled.replace(
    /(\S*)\{([\w-]+(?:,[\w-]+)+)\}(\S*)/g,
    (_, before: string, list: string, after: string) =>
      list
        .split(',')
        .map((part) => `${before}${part}${after}`)
        .join(' '),
  );
}

/** Values of a unit's setting, in order. */
export const unitSettings = (unit: string, name: string): string[] =>
  [...deploymentCode(unit).matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map((match) => match[1] ?? '');

/** The variables that a unit sets for its program. */
export const unitEnvironment = (unit: string): Record<string, string> =>
  Object.fromEntries(
    unitSettings(unit, 'Environment').map((setting) => {
      const [name = '', ...value] = setting.replace(/^"(.*)"$/, '$1').split('=');
      return [name, value.join('=')];
    }),
  );

/** What the unit of the API says about memory, so that it is judged elsewhere as it is there. */
export function memorySettings(): Record<string, string> {
  const isAboutMemory = ([name]: [string, string]) => name === 'NODE_OPTIONS' || name.startsWith('MALLOC_');
  const environment = unitEnvironment(`systemd/${instance.appUnit}`);
  return Object.fromEntries(Object.entries(environment).filter(isAboutMemory));
}
