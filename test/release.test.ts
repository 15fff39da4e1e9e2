import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rm, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { type Header, extract } from 'tar-stream';
import { exitCodes, type UserError } from '../bin/io/errors';
import { run, start } from '../bin/io/run';
import { type BuiltRelease, buildRelease } from '../bin/release/build-release';
import { bundleApp } from '../bin/release/bundle-app';
import { releaseFiles } from '../contract';
import { commitStamp, SampleProject } from './helpers/sample-project';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

let project: SampleProject;
beforeEach(async () => {
  project = await SampleProject.create();
});
afterEach(() => project.remove());

const build = (rootDirectory = project.directory, sourceDateEpoch?: string) =>
  buildRelease({ rootDirectory, outputDirectory: project.outputDirectory, sourceDateEpoch });
const refusalOf = (building: Promise<BuiltRelease>): Promise<UserError> =>
  building.then(
    () => Promise.reject(new Error('was not refused')),
    (error: unknown) => error as UserError,
  );

async function entriesOf(archiveFile: string) {
  const archive = extract();
  archive.end(gunzipSync(await readFile(archiveFile)));
  const entries: (Header & { content: Buffer })[] = [];
  for await (const entry of archive) {
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    entries.push({ ...entry.header, content: Buffer.concat(parts) });
  }
  return entries;
}

describe('the archive', () => {
  test('holds what the contract says, the manifest first', async () => {
    const { archiveFile } = await build();
    const files = (await entriesOf(archiveFile)).filter(({ type }) => type === 'file');
    expect(files.map(({ name }) => name)).toEqual([
      'manifest.json',
      'app/make-picture.cjs',
      'app/migrate.cjs',
      'app/picture-bucket.cjs',
      'app/server.cjs',
      'deployment/bootstrap.sh',
      'deployment/nginx/nginx.conf',
      'migrations/20260101000000_init/migration.sql',
      'migrations/migration_lock.toml',
      'static/docs/openapi.json',
      'static/docs/swagger-ui/LICENSE',
      'static/docs/swagger-ui/NOTICE',
      'static/docs/swagger-ui/swagger-ui-bundle.js',
      'static/docs/swagger-ui/swagger-ui-bundle.js.LICENSE.txt',
      'static/docs/swagger-ui/swagger-ui.css',
      'static/robots.txt',
    ]);
  });

  test("has the API's document with the release as its version", async () => {
    const { archiveFile, manifest } = await build();
    const document = (await entriesOf(archiveFile)).find(({ name }) => name.endsWith('openapi.json'));
    expect(JSON.parse(String(document?.content))).toEqual({
      openapi: '3.1.1',
      info: { title: 'hello docs', version: manifest.id },
    });
  });

  test('has a manifest with the hash of every other file', async () => {
    const { archiveFile, manifest, bytes, sha256: archiveHash } = await build();
    const [first, ...files] = (await entriesOf(archiveFile)).filter(({ type }) => type === 'file');
    expect(JSON.parse(String(first?.content))).toEqual(manifest);
    expect(manifest.files).toEqual(
      files.map(({ name, content }) => ({ path: name, bytes: content.length, sha256: sha256(content) })),
    );
    const archive = await readFile(archiveFile);
    expect({ bytes, archiveHash }).toEqual({ bytes: archive.length, archiveHash: sha256(archive) });
  });

  test('names no user, no time but the commit, and two modes', async () => {
    await project.commit();
    await chmod(project.path('deployment/bootstrap.sh'), 0o700);
    await chmod(project.path('static/robots.txt'), 0o640);
    const entries = await entriesOf((await build()).archiveFile);
    const owners = entries.map(({ uid, gid, uname, gname }) => [uid, gid, uname, gname].join());
    expect(new Set(owners)).toEqual(new Set(['0,0,,']));
    expect(new Set(entries.map(({ mtime }) => mtime?.toISOString()))).toEqual(
      new Set(['2026-01-02T01:04:05.000Z']),
    );
    const modes = Object.fromEntries(entries.map(({ name, mode }) => [name, mode?.toString(8)]));
    expect(modes).toMatchObject({
      deployment: '755',
      'deployment/bootstrap.sh': '755',
      'deployment/nginx/nginx.conf': '644',
      'static/robots.txt': '644',
    });
  });

  test('unpacks with tar to programs that run alone', async () => {
    const { archiveFile } = await build();
    const directory = path.join(project.outputDirectory, 'unpacked');
    await mkdir(directory);
    await run(['tar', '-xzf', archiveFile, '-C', directory]);
    const server = await run([process.execPath, 'app/server.cjs'], { cwd: directory });
    const migrate = await run([process.execPath, 'app/migrate.cjs'], { cwd: directory });
    expect(server.stdout + migrate.stdout).toBe('hello server abc\nhello migrate\n');
  });
});

describe('the same input', () => {
  test('makes the same bytes elsewhere, at another time, in another order', async () => {
    await project.commit();
    const first = await build();
    const copy = await SampleProject.create('another place');
    await rm(copy.directory, { recursive: true });
    await cp(project.directory, copy.directory, { recursive: true });
    await rm(copy.path('static'), { recursive: true });
    await copy.git('checkout', '--', 'static');
    await utimes(copy.path('deployment/bootstrap.sh'), 1, 1);
    const second = await build(copy.directory);
    await copy.remove();
    expect(second.sha256).toBe(first.sha256);
  });

  test('makes the same bytes whatever the umask, the locale, the time zone and where node_modules is', async () => {
    await project.commit();
    const first = await build();
    await cp(project.path('node_modules'), project.path('../elsewhere'), { recursive: true });
    await rm(project.path('node_modules'), { recursive: true });
    await symlink('../elsewhere', project.path('node_modules'));
    await rm(first.archiveFile);
    await buildInChild({ LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' });
    expect(sha256(await readFile(first.archiveFile))).toBe(first.sha256);
  });
});

describe('the id', () => {
  test('is the time and the hash of the commit', async () => {
    const commit = await project.commit();
    const { manifest, archiveFile } = await build();
    expect(manifest).toMatchObject({
      id: `${commitStamp}-${commit.slice(0, 8)}`,
      commit,
      time: '2026-01-02T01:04:05Z',
    });
    expect(path.basename(archiveFile)).toBe(`${manifest.id}.tar.gz`);
  });

  test.each([
    ['a changed source', 'app/greet.ts', 'export const greet = (name: string) => `hi ${name}`;\n'],
    ['a changed migration', 'prisma/migrations/20260101000000_init/migration.sql', 'SELECT 2;\n'],
    ['a new static file', 'static/new.txt', 'new\n'],
    ['a changed schema', 'prisma/schema.prisma', '// changed\n'],
  ])('tells of %s that is not committed', async (_, file, content) => {
    const commit = await project.commit();
    await project.write(file, content);
    const { manifest } = await build();
    expect(manifest.id).toMatch(new RegExp(`^${commitStamp}-${commit.slice(0, 8)}-dirty-[0-9a-f]{8}$`));
    expect(manifest.commit).toBe(commit);
  });

  test('tells of a deleted file, an ignored one and a changed mode too', async () => {
    await project.commit();
    await rm(project.path('static/robots.txt'));
    expect((await build()).manifest.id).toContain('-dirty-');
    await project.git('checkout', '--', 'static');
    await project.write('.git/info/exclude', '*.map\n');
    await project.write('static/app.map', '{}');
    expect((await build()).manifest.id).toContain('-dirty-');
    await rm(project.path('static/app.map'));
    await chmod(project.path('deployment/nginx/nginx.conf'), 0o755);
    expect((await build()).manifest.id).toContain('-dirty-');
  });

  test('differs between two sets of changes', async () => {
    await project.commit();
    await project.write('static/robots.txt', 'one');
    const one = await build();
    await project.write('static/robots.txt', 'two');
    expect((await build()).manifest.id).not.toBe(one.manifest.id);
  });

  test('does not care about files that stay out', async () => {
    await project.commit();
    await project.write('README.md', 'Changed.\n');
    await project.write('notes.txt', 'Untracked.\n');
    expect((await build()).manifest.id).not.toContain('dirty');
  });

  test('comes from the content outside git', async () => {
    const { manifest } = await build();
    expect(manifest).toMatchObject({ commit: null, time: '1980-01-01T00:00:00Z' });
    expect(manifest.id).toMatch(/^19800101T000000Z-[0-9a-f]{8}$/);
    expect((await build(project.directory, '86400')).manifest.time).toBe('1970-01-02T00:00:00Z');
  });

  test('counts a repository without a commit as none', async () => {
    await project.git('init', '--quiet');
    expect((await build()).manifest.commit).toBeNull();
  });
});

describe('a refusal', () => {
  const keyBody = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
  const pemOf = (kind: string) => ['-----BEGIN ', kind, '-----\n', keyBody, '\n'].join('');

  test.each([
    ['static/.env', 'A=1', 'static/.env looks like a file of environment settings'],
    [
      'deployment/.env.production',
      '',
      'deployment/.env.production looks like a file of environment settings',
    ],
    ['deployment/keys/id_ed25519', '', 'deployment/keys/id_ed25519 looks like a private SSH key'],
    ['deployment/server.key', '', 'deployment/server.key looks like a private key or key store'],
    ['deployment/.npmrc', '', 'deployment/.npmrc looks like a file of credentials'],
    ['static/chain.pem', pemOf('PRIVATE KEY'), 'static/chain.pem holds a private key'],
    ['static/rsa.txt', pemOf('RSA PRIVATE KEY'), 'static/rsa.txt holds a private key'],
    [
      'app/greet.ts',
      `export const greet = () => ${JSON.stringify(pemOf('PRIVATE KEY'))};`,
      'app/server.ts holds',
    ],
    [
      'static/app.js',
      `key = "${['AKIA', 'Z7Q3M2KX5RT6WVYB'].join('')}"`,
      'static/app.js holds an AWS access key',
    ],
  ])('names %s as a secret', async (file, content, expected) => {
    await project.write(file, content);
    const error = await refusalOf(build());
    expect(error).toMatchObject({ code: exitCodes.usage, fix: expect.stringContaining('SSM parameters') });
    expect(error.message).toMatch(/^The release would carry secrets:\n/);
    expect(error.message).toContain(`\n${expected}`);
    await expect(readdir(project.outputDirectory)).rejects.toThrow('ENOENT');
  });

  test('does not hit examples, certificates and talk about keys', async () => {
    await project.write('deployment/.env.example', 'A=\n');
    await project.write('static/ca.pem', pemOf('CERTIFICATE'));
    await project.write(
      'deployment/check.sh',
      'grep -- "-----BEGIN PRIVATE KEY-----" "$1" # AKIAIOSFODNN7EXAMPLE\n',
    );
    expect((await build()).manifest.files).toHaveLength(18);
  });

  test('names a link, and what to do', async () => {
    await symlink('robots.txt', project.path('static/link.txt'));
    expect(await refusalOf(build())).toMatchObject({
      message: 'static/link.txt is not a plain file: the archive holds no links, sockets or devices.',
      fix: 'Replace it by a copy of what it points to, or remove it.',
    });
  });

  test.each([
    ['app/migrate.ts', 'A release needs app/migrate.ts: not found.'],
    ['app/openapi.ts', 'A release needs app/openapi.ts: not found.'],
    [
      'node_modules/swagger-ui-dist/swagger-ui.css',
      'A release needs node_modules/swagger-ui-dist/swagger-ui.css for the page at /docs/: not found.',
    ],
    ['deployment', 'A release needs the folder deployment/: not found.'],
  ])('names a missing %s', async (file, message) => {
    await rm(project.path(file), { recursive: true });
    expect(await refusalOf(build())).toMatchObject({ message, code: exitCodes.usage });
  });

  test('shows where the bundling fails', async () => {
    await project.write('app/greet.ts', "import './nowhere';\nexport const greet = String;\n");
    const { message } = await refusalOf(build());
    expect(message).toBe('The API cannot be bundled:\napp/greet.ts:1:8: Could not resolve "./nowhere"');
  });

  test('takes a warning of the bundler as seriously', async () => {
    await project.write('app/greet.ts', 'export const greet = () => import.meta.url;\n');
    expect((await refusalOf(build())).message).toContain('app/greet.ts:1:28: "import.meta" is not available');
  });

  test('names an unusable SOURCE_DATE_EPOCH', async () => {
    expect(await refusalOf(build(project.directory, 'yesterday'))).toMatchObject({
      message: 'SOURCE_DATE_EPOCH is "yesterday".',
      fix: 'Set it to whole seconds since 1970, 0 to 8589934591, or unset it.',
    });
  });
});

describe('killed at any time', () => {
  test('it leaves no half archive under the final name', async () => {
    await project.commit();
    const whole = await build();
    await rm(whole.archiveFile);
    for (let delayMs = 100; delayMs < 1_500; delayMs += 200) {
      const child = await start(childArgv(), { cwd: path.join(__dirname, '..') });
      await Promise.race([child.exited, sleep(delayMs, undefined, { ref: false })]);
      await child.stop(0);
      const found = (await readdir(project.outputDirectory)).filter((name) => name.endsWith('.tar.gz'));
      for (const name of found) {
        expect(sha256(await readFile(path.join(project.outputDirectory, name)))).toBe(whole.sha256);
        await rm(path.join(project.outputDirectory, name));
      }
    }
  });

  test('the next build removes what an old one left', async () => {
    await mkdir(project.outputDirectory, { recursive: true });
    const [old, recent] = ['.a.tar.gz.1.partial', '.b.tar.gz.2.partial'];
    for (const name of [old, recent]) await project.write(`../out/${name}`, 'half');
    await utimes(path.join(project.outputDirectory, String(old)), 1, 1);
    const { archiveFile } = await build();
    expect((await readdir(project.outputDirectory)).sort()).toEqual([recent, path.basename(archiveFile)]);
  });
});

test("this project's own release is whole, starts, and names no path of the machine", async () => {
  const rootDirectory = path.join(__dirname, '..');
  const { archiveFile, manifest } = await build(rootDirectory);
  const directory = path.join(project.outputDirectory, 'unpacked');
  await mkdir(directory);
  await run(['tar', '-xzf', archiveFile, '-C', directory]);

  const verify = [process.execPath, 'deployment/verify-release.mjs', '.'];
  expect((await run(verify, { cwd: directory })).stdout).toBe(`${manifest.id}\n`);
  const server = await run([process.execPath, 'app/server.cjs'], {
    cwd: directory,
    env: { DATABASE_HOST: undefined },
    allowFailure: true,
  });
  expect(server.stderr).toContain('- DATABASE_HOST: got nothing');
  const contents = (await entriesOf(archiveFile)).filter(({ content }) => content.includes(rootDirectory));
  expect(contents.map(({ name }) => name)).toEqual([]);
});

test('the API starts without what describes it', async () => {
  const { archiveFile } = await build(path.join(__dirname, '..'));
  const server = (await entriesOf(archiveFile)).find(({ name }) => name === 'app/server.cjs');
  expect(String(server?.content)).toContain('// app/features/user/user-router.ts');
  expect(String(server?.content)).not.toMatch(/\/\/ app\/(openapi|features\/.*-(api|answers)\.ts)/);
});

// One other character would cost V8 a second byte for each of them, and each start of the API 20 ms.
test('the programs are plain ASCII, and query compiler and S3 are files of their own', async () => {
  const { archiveFile } = await build(path.join(__dirname, '..'));
  const programs = (await entriesOf(archiveFile)).filter(({ name }) => /^app\/[^/]*js$/.test(name));
  expect(programs.map(({ name }) => name)).toEqual([
    'app/make-picture.cjs',
    'app/migrate.cjs',
    'app/picture-bucket.cjs',
    'app/query-compiler.mjs',
    'app/server.cjs',
  ]);
  expect(programs.filter(({ content }) => content.some((byte) => byte >= 128))).toEqual([]);
  const server = programs.find(({ name }) => name === 'app/server.cjs');
  expect(String(server?.content)).not.toContain('node_modules/@aws-sdk/');
});

// What esbuild puts there to keep names costs the list of seminars a quarter of its answers.
test('the classes of requests and responses are bundled without static blocks', async () => {
  const { files } = await bundleApp(path.join(__dirname, '..'));
  const server = String(files.find(({ path }) => path === releaseFiles.server)?.content);
  const [, classes = ''] = /^\/\/ app\/http\/create-server\.ts$([^]*?)^\/\/ /m.exec(server) ?? [];
  expect(classes).toContain('class AppRequest extends');
  expect(classes).toContain('class AppResponse extends');
  expect(classes).not.toMatch(/static\s*\{|__name\(/);
});

/** A build in a process of its own, with a umask of its own. */
function childArgv(): string[] {
  const { directory, outputDirectory } = project;
  const options = JSON.stringify({ rootDirectory: directory, outputDirectory });
  const script = `process.umask(0o077); require('./bin/release/build-release').buildRelease(${options})`;
  return [process.execPath, '--import', 'tsx', '--eval', script];
}

const buildInChild = (env: Record<string, string>) =>
  run(childArgv(), { cwd: path.join(__dirname, '..'), env, timeoutMs: 30_000 });
