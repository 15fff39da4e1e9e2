import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { run } from '../bin/io/run';
import facts from './facts/packages.json';
import { isRootOnLinux } from './helpers/machine';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { describeWhere } from './helpers/when-available';

const libraries = join(__dirname, '../deployment/lib');

/** With files and folders of the test's in place of the machine's, which keeps its own: `$1` is where they are. */
const prologue = `
  set -Eeuo pipefail
  mount --bind "$1/cache" /var/cache && mount --bind "$1/bin" /usr/local/bin
  mount --bind "$1/os-release" /etc/os-release && mount -t tmpfs none /etc/apt/apt.conf.d
  source "$2/steps.sh"; source "$2/packages.sh"; `;

/** Of the machine that tests; a function of the name is found all the same. */
const withoutChrony = `command() { [ "$*" != '-v chronyd' ] || [ "$(type -t chronyd)" = function ] && builtin command "$@"; }`;

describeWhere(isRootOnLinux, 'root on Linux', 'the packages of a system', () => {
  let directory: string;

  beforeEach(() => {
    directory = makeTemporaryDirectory(tmpdir());
    for (const name of ['cache', 'bin']) mkdirSync(join(directory, name));
    writeFileSync(join(directory, 'os-release'), 'ID=ubuntu\n');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const runHere = (call: string, env: Record<string, string> = {}) =>
    run(['unshare', '--mount', 'bash', '-c', prologue + call, 'packages', directory, libraries], {
      env,
      allowFailure: true,
    });
  const writeProgram = (name: string, text: string) =>
    writeFileSync(join(directory, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });

  describe('come from its own repositories', () => {
    /** With programs that only say what they were told. */
    async function installOn(id: string, call = 'install_packages') {
      writeFileSync(join(directory, 'os-release'), `ID=${id}\nNAME="Any Linux"\n`);
      for (const name of ['apt-get', 'dnf', 'dpkg', 'systemctl'])
        writeProgram(name, 'echo "$(basename "$0") $*"');
      const { code, stdout } = await runHere(`${withoutChrony}\n${call}`);
      return { code, stdout, installs: stdout.split('\n').filter((line) => / install /.test(line)) };
    }

    test.each([
      ['amzn', 'dnf'],
      ['debian', 'apt-get'],
      ['ubuntu', 'apt-get'],
    ])('%s: by %s, what the dated list has', async (id, program) => {
      const { code, installs } = await installOn(id);
      const listed = facts.packages.filter(({ os }) => os === id).map(({ name }) => name);
      expect(code).toBe(0);
      expect(installs).toEqual([
        expect.stringMatching(new RegExp(`^${program} .* ?install ${listed.join(' ')}$`)),
      ]);
    });

    test('an image with chrony keeps it', async () => {
      const { installs } = await installOn('debian', 'chronyd() { :; }; install_packages');
      expect(installs).toEqual([expect.stringMatching(/ unattended-upgrades chrony$/)]);
    });

    test.each(facts.packages)('$os: $name has a source and a date', ({ source, date }) => {
      expect([source, date]).toEqual([
        expect.stringMatching(/^https?:\/\//),
        expect.stringMatching(/^20\d\d-\d\d/),
      ]);
    });

    test('another system is refused, with those that are supported', async () => {
      const { code, stdout, installs } = await installOn('fedora');
      expect([code === 0, installs]).toEqual([false, []]);
      expect(stdout).toContain('supported are Amazon Linux 2023, Debian 13 and Ubuntu 24.04');
    });
  });

  test.each([
    ['v18.19.1', false],
    ['v20.9.0', false],
    ['v20.19.0', true],
    ['v24.21.0', true],
  ])('Node %s of the system will do: %s', async (version, isAccepted) => {
    writeFileSync(join(directory, 'os-release'), 'ID=debian\n');
    writeProgram('node', `echo ${version}`);
    expect((await runHere('install_node')).code === 0).toBe(isAccepted);
  });

  describe('lack Node on Ubuntu, which comes from npm’s registry', () => {
    let registry: Server;
    let asked: string[];

    beforeEach(async () => {
      asked = [];
      registry = createServer(({ url = '' }, response) => {
        asked.push(url);
        response.end('not what was published');
      });
      await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => void registry.close());

    const install = () => {
      const { port } = registry.address() as AddressInfo;
      return runHere('install_node', { NPM_CONFIG_REGISTRY: `http://127.0.0.1:${port}` });
    };

    test('other bytes than the pinned ones are refused and not unpacked', async () => {
      const { code, stdout } = await install();
      expect(code).not.toBe(0);
      expect(stdout).toContain('what came as Node 24.21.0 is something else');
      expect(asked).toEqual([
        expect.stringMatching(/^\/node-linux-(x64|arm64)\/-\/node-linux-\1-24\.21\.0\.tgz$/),
      ]);
      expect(readdirSync(join(directory, 'bin'))).toEqual([]);
    });

    test('the pinned version is not fetched again', async () => {
      writeProgram('node', 'echo v24.21.0');
      expect((await install()).code).toBe(0);
      expect(asked).toEqual([]);
    });

    test.each([
      ['a program that says nothing', ''],
      ['another version', 'echo v24.20.0'],
    ])('%s is fetched anew', async (_, text) => {
      writeProgram('node', text);
      await install();
      expect(asked).toHaveLength(1);
    });
  });
});
