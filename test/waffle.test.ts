import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes } from '../bin/io/errors';
import { run, start } from '../bin/io/run';

const rootDirectory = path.join(__dirname, '..');
const client = 'app/platform/database/generated/client.ts';
/** What a bare system has, of what the script uses. */
const systemPrograms = [
  'awk',
  'bash',
  'cat',
  'cmp',
  'cp',
  'dirname',
  'env',
  'flock',
  'ln',
  'mkdir',
  'mktemp',
];
const moreSystemPrograms = ['mv', 'readlink', 'rm', 'sleep', 'tail', 'touch'];

let parent: string;
let clone: string;
let programs: string;

beforeEach(async () => {
  parent = await realpath(await mkdtemp(path.join(tmpdir(), 'waffle-start-')));
  clone = path.join(parent, 'a clone #1 100%');
  programs = path.join(parent, 'programs');
  await mkdir(programs);
  for (const name of [...systemPrograms, ...moreSystemPrograms]) await linkProgram(name);
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function linkProgram(name: string, file?: string) {
  const { stdout } = await run(['sh', '-c', 'command -v "$1"', 'sh', file ?? name]);
  await symlink(stdout.trim(), path.join(programs, name));
}

async function writeProgram(name: string, script: string) {
  await writeFile(path.join(programs, name), `#!/usr/bin/env bash\n${script}\n`);
  await chmod(path.join(programs, name), 0o755);
}

async function makeClone() {
  await mkdir(path.join(clone, path.dirname(client)), { recursive: true });
  for (const file of [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'prisma',
    'bin',
    'contract',
    'rehearsal',
    'infra/replacement',
    'bench/stacks.ts',
  ]) {
    await cp(path.join(rootDirectory, file), path.join(clone, file), { recursive: true });
  }
  await writeFile(path.join(clone, client), '');
}

/** Stands for `npm ci`: fills node_modules with the packages of this project, after `before`. */
const writeNpm = (before = '') =>
  writeProgram(
    'npm',
    `echo "npm $*" >>'${parent}/npm.log'
     rm -rf node_modules; mkdir node_modules
     ${before}
     ln -s '${rootDirectory}'/node_modules/{*,.package-lock.json} node_modules/`,
  );
const npmCalls = async () =>
  (await readFile(path.join(parent, 'npm.log'), 'utf8').catch(() => '')).split('\n').filter(Boolean);

const waffleArgv = (...words: string[]) => [path.join(clone, 'bin/waffle'), ...words];
const waffle = (...words: string[]) =>
  run(waffleArgv(...words), { env: { PATH: programs }, cwd: parent, allowFailure: true, timeoutMs: 25_000 });
const version = expect.stringMatching(/^\d+\.\d+\.\d+\n$/);
const installing =
  'waffle: installing the npm packages, because some are absent or not those of package-lock.json …\n';

describe('the packages', () => {
  beforeEach(async () => {
    await makeClone();
    await linkProgram('node', process.execPath);
  });

  test('are installed when absent, and only then', async () => {
    await writeNpm();
    const first = await waffle('--version');
    expect(first).toMatchObject({ code: 0, stdout: version });
    expect(first.stderr).toMatch(new RegExp(`^${installing}waffle: done in \\d+ s\n$`));
    expect(await waffle('--version')).toMatchObject({ code: 0, stdout: version, stderr: '' });
    expect(await npmCalls()).toEqual(['npm ci --include=dev --no-audit --no-fund']);
  });

  test('are installed again when the lockfile names others', async () => {
    await writeNpm();
    await waffle('--version');
    const lockfile = path.join(clone, 'package-lock.json');
    const text = await readFile(lockfile, 'utf8');
    await writeFile(lockfile, text.replace(/("node_modules\/tsx": \{\s+"version": ")[^"]+/, '$10.0.0'));
    expect((await waffle('--version')).stderr).toContain(installing);
  });

  test('are left alone when npm was run by hand', async () => {
    await writeNpm();
    await run(['npm', 'ci'], { cwd: clone, env: { PATH: programs } });
    expect(await waffle('--version')).toMatchObject({ code: 0, stderr: '' });
    expect(await npmCalls()).toEqual(['npm ci']);
  });

  test('are repaired after an installation that was killed in the middle', async () => {
    await writeNpm(
      `ln -s '${rootDirectory}'/node_modules/[a-m]* node_modules/; touch '${parent}/half'; sleep 60`,
    );
    const child = await start(waffleArgv('--version'), { env: { PATH: programs } });
    while (!(await readdir(parent)).includes('half')) await sleep(20);
    process.kill(-child.pid, 'SIGKILL');
    await child.exited;
    await writeNpm();
    const next = await waffle('--version');
    expect(next).toMatchObject({ code: 0, stdout: version });
    expect(next.stderr).toContain(installing);
  });

  test('are installed once when two start at the same time', async () => {
    await writeNpm('sleep 1');
    const both = await Promise.all([waffle('--version'), waffle('--version')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ stderr }) => stderr).join('')).toContain('waiting for the installation');
    expect(await npmCalls()).toHaveLength(1);
  });

  test('that cannot be installed show what npm said', async () => {
    await writeProgram('npm', 'echo "npm error: no network"; exit 1');
    const { code, stderr } = await waffle('--version');
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('npm error: no network\n');
    expect(stderr).toContain('npm could not install the packages.\n  → Repair what npm says above');
  });

  test("Prisma's client is generated when it is older than its schema", async () => {
    await writeNpm();
    await waffle('--version');
    await rm(path.join(clone, client));
    await writeFile(
      path.join(clone, 'prisma/generate.mjs'),
      `import { writeFileSync } from 'node:fs';\nwriteFileSync('${client}', '');\n`,
    );
    expect((await waffle('--version')).stderr).toContain("generating Prisma's client");
    expect((await waffle('--version')).stderr).toBe('');
  });

  test('the script is found through symlinks, from anywhere', async () => {
    await writeNpm();
    await symlink(path.join(clone, 'bin/waffle'), path.join(parent, 'first'));
    await symlink('../first', path.join(programs, 'second'));
    const found = await run(['second', '--version'], { env: { PATH: programs }, cwd: '/' });
    expect(found.stdout).toEqual(version);
  });
});

describe('Node', () => {
  beforeEach(async () => {
    await makeClone();
    await writeNpm();
  });
  const asksFor = 'Install Node 20.19.0 or newer (https://nodejs.org/en/download), then run it again.';

  test('absent without apt is asked for', async () => {
    expect(await waffle()).toMatchObject({
      code: exitCodes.usage,
      stderr: `waffle: Node is not installed, needed is 20.19.0 or newer.\n  → ${asksFor}\n`,
    });
  });

  test.each(['v18.20.4', 'v20.18.3', 'v9.99.99'])('%s is refused', async (old) => {
    await writeProgram('node', `echo ${old}`);
    expect(await waffle()).toMatchObject({
      code: exitCodes.usage,
      stderr: `waffle: Node is ${old}, needed is 20.19.0 or newer.\n  → ${asksFor}\n`,
    });
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;

  asRoot('is installed with npm from apt, saying why', async () => {
    await rm(path.join(programs, 'npm'));
    await writeNpm();
    await run(['mv', path.join(programs, 'npm'), path.join(parent, 'npm')]);
    await writeProgram('apt-cache', `[[ -e '${parent}/updated' ]] && echo '  Candidate: 1:20.19.2+dfsg-1'`);
    await writeProgram(
      'apt-get',
      `case $* in
         update) touch '${parent}/updated' ;;
         *' nodejs') ln -s '${process.execPath}' '${programs}/node' ;;
         *' npm') ln -s '${parent}/npm' '${programs}/npm' ;;
       esac`,
    );
    const { code, stdout, stderr } = await waffle('--version');
    expect({ code, stdout }).toEqual({ code: 0, stdout: version });
    const because = 'because Node is not installed, needed is 20.19.0 or newer …';
    expect(stderr.split('\n').filter((line) => line.includes('…'))).toEqual([
      `waffle: updating the package lists, ${because}`,
      `waffle: installing nodejs with apt-get, ${because}`,
      `waffle: installing npm with apt-get, ${because}`,
      installing.trimEnd(),
    ]);
  });

  asRoot('is asked for when apt has only an older one', async () => {
    await writeProgram('apt-cache', 'echo "  Candidate: 18.19.0+dfsg-6"');
    await writeProgram('apt-get', 'true');
    expect(await waffle()).toMatchObject({
      code: exitCodes.usage,
      stderr: expect.stringContaining(
        'needed is 20.19.0 or newer; apt has 18.19.0+dfsg-6.\n  → Install Node',
      ),
    });
  });
});

test('shellcheck has nothing to say', async () => {
  await run(['bash', '-n', 'bin/waffle'], { cwd: rootDirectory });
  await run(['shellcheck', 'bin/waffle'], { cwd: rootDirectory });
});
