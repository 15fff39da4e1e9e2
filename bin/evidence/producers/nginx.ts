import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { Check, Part } from '../evidence';
import { readFromServer } from '../on-server';
import { check, type Producer } from '../producer';

export const nginx: Producer = {
  name: 'nginx',
  title: 'The Nginx configuration of the server',
  claim: 'What Nginx has loaded on the server are the files of deployment/nginx/ here, and nothing else.',
  commands: ['waffle exec -- nginx -T', 'ls deployment/nginx'],
  deterministic: true,
  needs: 'server',
  async produce(scene) {
    const { shell } = await scene.remote();
    const here = await readHere(path.join(scene.context.rootDirectory, 'deployment/nginx'));
    const loaded = filesOf(await readFromServer(shell, 'nginx -T', scene.signal));
    const version = (await readFromServer(shell, 'nginx -v 2>&1', scene.signal)).trim();
    const compared = compareAll(here, loaded);
    const different = compared.filter(isDifferent);
    return {
      checks: [check('Nginx accepts its configuration', loaded.size > 0, version), judgeFiles(compared)],
      parts: [
        {
          kind: 'table',
          title: 'Files',
          head: ['deployment/nginx/', 'lines', 'on the server'],
          rows: compared.map(({ name, text, verdict }) => [
            name,
            String(text.split('\n').length - 1),
            verdict,
          ]),
          numbers: [1],
        },
        ...different.map(({ name, patch }): Part => ({
          kind: 'text',
          title: `Difference in ${name}`,
          text: patch,
        })),
        ...compared.map(({ name, text }): Part => ({
          kind: 'text',
          title: `${name}, as it is on the server`,
          text,
        })),
      ],
    };
  },
};

type Files = ReadonlyMap<string, string>;

const same = 'the same';

type Compared = ReturnType<typeof compare>;

const isDifferent = ({ verdict }: Compared) => verdict !== same;

export const compareAll = (here: Files, loaded: Files): readonly Compared[] =>
  [...new Set([...here.keys(), ...loaded.keys()])]
    .sort()
    .map((name) => compare(name, here.get(name), loaded.get(name)));

export function judgeFiles(compared: readonly Compared[]): Check {
  const different = compared.filter(isDifferent).map(({ name, verdict }) => `${name}: ${verdict}`);
  const seen = different.join(', ') || `${compared.length} files`;
  return check('each file is the one of deployment/nginx/', different.length === 0, seen);
}

export function compare(name: string, here = '', loaded = '') {
  const patch = createTwoFilesPatch(
    `deployment/nginx/${name}`,
    `/etc/nginx/${name} on the server`,
    here,
    loaded,
  );
  const verdict =
    loaded === '' ? 'not loaded' : here === '' ? 'not in deployment/' : here === loaded ? same : 'different';
  return { name, text: loaded, patch, verdict };
}

async function readHere(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return new Map(files.map((file, index) => [path.relative(folder, file), texts[index] ?? '']));
}

/** Nginx's own, of the operating system. */
const foreign = ['mime.types'];

/** What `nginx -T` prints, in the terms of deployment/: a site by the file that it is a link to. */
export function filesOf(dump: string): Files {
  const parts = dump.split(/^# configuration file (\S+):\n/m).slice(1);
  const files = parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? '']] : []));
  return new Map(
    files
      .map(([file = '', text = '']): readonly [string, string] => [
        path.relative('/etc/nginx', file).replace('sites-enabled/', 'sites-available/'),
        inOurTerms(`${text.trimEnd()}\n`),
      ])
      .filter(([name]) => !foreign.includes(name)),
  );
}

/** Nginx before 1.25.1 takes HTTP/2 as a word of `listen`, and is given it so by server-files.sh. */
const inOurTerms = (text: string) =>
  /listen .*443 ssl http2/.test(text)
    ? text
        .replaceAll(/(listen .*443 ssl) http2/g, '$1')
        .replace(/((?:^ *listen .*443 ssl.*\n)+)/m, '$1    http2 on;\n')
    : text;
