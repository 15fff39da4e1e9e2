import { access, stat } from 'node:fs/promises';
import path from 'node:path';

import { exitCodes, UserError } from '../../bin/io/errors';
import type { Output } from '../../bin/io/output';
import { run } from '../../bin/io/run';

const python = '/usr/lib/python3/dist-packages';

/** A file that shows that the package is there, the Debian package, and what for. */
export const requirements = [
  ['/usr/bin/wrk', 'wrk', 'makes the load'],
  ['/usr/sbin/nginx', 'nginx', 'stands before every stack'],
  ['/usr/bin/redis-server', 'redis-server', 'the cache of every stack'],
  ['/usr/sbin/mariadbd', 'mariadb-server-core', 'the database of every stack'],
  ['/usr/bin/taskset', 'util-linux', 'keeps servers and load on their processors'],
  ['/usr/bin/uwsgi', 'uwsgi-core', 'runs the original stack'],
  ['/usr/lib/uwsgi/plugins/python3_plugin.so', 'uwsgi-plugin-python3', 'runs the original stack'],
  [`${python}/django`, 'python3-django', 'the original stack'],
  [`${python}/rest_framework`, 'python3-djangorestframework', 'the original stack'],
  [`${python}/django_redis`, 'python3-django-redis', 'the cache of the original stack'],
  [`${python}/MySQLdb`, 'python3-mysqldb', 'the database driver of the original stack'],
] as const;

/** Installs the Debian packages that are missing, after saying which and why. @throws UserError */
export async function installRequirements(output: Output, signal: AbortSignal): Promise<void> {
  const missing = [];
  for (const [file, name, reason] of requirements) {
    if (!(await exists(file))) missing.push({ name, reason });
  }
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (process.getuid?.() !== 0 || !(await exists('/usr/bin/apt-get'))) {
    throw new UserError(`The bench needs these Debian packages: ${names.join(', ')}.`, {
      code: exitCodes.usage,
      fix: `sudo apt-get install ${names.join(' ')}`,
    });
  }
  output.line('These Debian packages will be installed:');
  missing.forEach(({ name, reason }) => output.line(`  ${name.padEnd(28)} ${reason}`));
  await output.step('install Debian packages', async () => {
    const options = { signal, env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 300_000 };
    await run(['apt-get', 'update', '-q'], options);
    await run(['apt-get', 'install', '-qy', '--no-install-recommends', ...names], options);
  });
}

/** Installs the npm packages of the peers and builds what is not JavaScript yet. */
export async function preparePeers(rootDirectory: string, signal: AbortSignal): Promise<void> {
  const peers = path.join(rootDirectory, 'bench', 'peers');
  const installed = path.join(peers, 'node_modules', '.package-lock.json');
  if (!(await isNewer(installed, path.join(peers, 'package-lock.json')))) {
    const options = { cwd: peers, signal, timeoutMs: 300_000 };
    await run(['npm', 'ci', '--no-audit', '--no-fund'], options);
  }
  await run([process.execPath, path.join(peers, 'build.mjs')], { cwd: peers, signal, timeoutMs: 60_000 });
}

async function isNewer(file: string, than: string): Promise<boolean> {
  const [time, reference] = await Promise.all([file, than].map((name) => stat(name).catch(() => undefined)));
  return time !== undefined && reference !== undefined && time.mtimeMs >= reference.mtimeMs;
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
