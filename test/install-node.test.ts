import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { run } from '../bin/io/run';
import { isRootOnLinux } from './helpers/machine';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { describeWhere } from './helpers/when-available';

const libraries = join(__dirname, '../deployment/lib');

/** With folders of the test's in place of the two it writes to: the machine keeps its own. */
const script = `
  set -Eeuo pipefail
  mount --bind "$1/cache" /var/cache && mount --bind "$1/bin" /usr/local/bin
  source "$2/steps.sh"; source "$2/packages.sh"
  install_node_from_registry`;

describeWhere(isRootOnLinux, 'root on Linux', 'Node for a system that packages too old a one', () => {
  let directory: string;
  let registry: Server;
  let asked: string[];

  beforeEach(async () => {
    directory = makeTemporaryDirectory(tmpdir());
    for (const name of ['cache', 'bin']) mkdirSync(join(directory, name));
    asked = [];
    registry = createServer(({ url = '' }, response) => {
      asked.push(url);
      response.end('not what was published');
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    registry.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const install = () =>
    run(['unshare', '--mount', 'bash', '-c', script, 'install-node', directory, libraries], {
      env: { NPM_CONFIG_REGISTRY: `http://127.0.0.1:${(registry.address() as AddressInfo).port}` },
      allowFailure: true,
    });
  const program = () => join(directory, 'bin/node');

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
    writeFileSync(program(), '#!/bin/sh\necho v24.21.0\n', { mode: 0o755 });
    expect((await install()).code).toBe(0);
    expect(asked).toEqual([]);
  });

  test.each([
    ['half a program', ''],
    ['another version', '#!/bin/sh\necho v24.20.0\n'],
  ])('%s is fetched anew', async (_, text) => {
    writeFileSync(program(), text, { mode: 0o755 });
    await install();
    expect(asked).toHaveLength(1);
  });
});
