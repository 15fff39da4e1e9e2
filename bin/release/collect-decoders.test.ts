import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { makeTemporaryDirectory } from '../../test/helpers/temporary-directory';
import { type Architecture, architectures } from '../../contract';
import { run } from '../io/run';
import { collectDecoders } from './collect-decoders';

const namesOf = (architecture: string) => [
  `@img/sharp-linux-${architecture}`,
  `@img/sharp-libvips-linux-${architecture}`,
];
const names = architectures.flatMap(namesOf);
const directory = makeTemporaryDirectory(tmpdir());
const project = path.join(directory, 'project');
const tarballs = new Map<string, Buffer>();
let registry: Server;

beforeAll(async () => {
  for (const name of names) tarballs.set(name, await pack(name));
  registry = createServer((request, response) => {
    const [name = '', isTarball] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split('?');
    const tarball = tarballs.get(name) ?? Buffer.of();
    response.end(isTarball ? tarball : JSON.stringify(describePackage(name, tarball)));
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  registry.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project);
  writeFileSync(path.join(project, '.npmrc'), `registry=${url()}\ncache=${path.join(directory, 'cache')}\n`);
  lock(integrityOf);
});

const url = () => `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
const integrityOf = (tarball: Buffer) => `sha512-${createHash('sha512').update(tarball).digest('base64')}`;

/** As npm packs it, with a file that no release needs. */
async function pack(name: string): Promise<Buffer> {
  const source = path.join(directory, name);
  mkdirSync(path.join(source, 'lib'), { recursive: true });
  writeFileSync(path.join(source, 'package.json'), JSON.stringify({ name, version: '1.2.3' }));
  writeFileSync(path.join(source, 'lib/decoder.node'), `decoder of ${name}`);
  writeFileSync(path.join(source, 'notes.txt'), 'not needed');
  const { stdout } = await run(['npm', 'pack', source, '--silent', '--pack-destination', directory]);
  return readFileSync(path.join(directory, stdout.trim()));
}

const describePackage = (name: string, tarball: Buffer) => {
  const dist = { tarball: `${url()}${name}?tarball`, integrity: integrityOf(tarball) };
  const version = '1.2.3';
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } };
};

function lock(integrity: (tarball: Buffer) => string) {
  const packages = Object.fromEntries(
    [...tarballs].map(([name, tarball]) => [
      `node_modules/${name}`,
      { version: '1.2.3', integrity: integrity(tarball) },
    ]),
  );
  writeFileSync(path.join(project, 'package-lock.json'), JSON.stringify({ packages }));
}

const expected = (architecture: Architecture) =>
  namesOf(architecture).flatMap((name) =>
    ['lib/decoder.node', 'package.json'].map((file) => `app/node_modules/${name}/${file}`),
  );
const collect = async (architecture: Architecture = 'x64') => {
  const files = await collectDecoders(project, architecture);
  return files.map(({ path, content }) => [path, String(content)]).sort();
};

test.each(architectures)(
  'on another kind of machine those of %s come from the registry',
  async (architecture) => {
    const files = await collect(architecture);
    expect(files.map(([file]) => file)).toEqual(expected(architecture).sort());
    expect(files.map(([, content]) => content)).toContain(`decoder of @img/sharp-linux-${architecture}`);
  },
);

test('installed ones are the same, and the registry is not asked', async () => {
  const fetched = await collect();
  await run(['cp', '-r', path.join(directory, '@img'), `${project}/img`]);
  mkdirSync(path.join(project, 'node_modules'));
  await run(['mv', `${project}/img`, path.join(project, 'node_modules/@img')]);
  writeFileSync(path.join(project, '.npmrc'), 'registry=http://127.0.0.1:9/\n');
  expect(await collect()).toEqual(fetched);
});

test('what the lockfile does not know by its hash is refused', async () => {
  lock(() => integrityOf(Buffer.from('another one')));
  const refused = expect(collect()).rejects;
  await refused.toThrow(/^The registry has another @img\/sharp-\S+ than package-lock\.json: sha512-/);
});

test('a registry that is away is named as the reason', async () => {
  writeFileSync(path.join(project, '.npmrc'), 'registry=http://127.0.0.1:9/\nfetch-retries=0\n');
  await expect(collect()).rejects.toThrow(/A release needs @img\/sharp-\S+@1\.2\.3 from the registry/);
});

test('the project’s own are installed where its tests run', async () => {
  const root = path.join(__dirname, '../..');
  const files = await collectDecoders(root, 'x64');
  expect(files.every(({ source }) => existsSync(path.join(root, source)))).toBe(true);
  expect(files.some(({ path }) => path.endsWith('.node'))).toBe(true);
});
