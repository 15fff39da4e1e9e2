import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findOnPath, isOnPath, isRootOnLinux } from '../../test/helpers/machine';
import { SshServer } from '../../test/helpers/ssh-server';
import { describeWhere } from '../../test/helpers/when-available';
import { startJob } from './job';
import { type SshDestination, SshShell, sshArgv } from './ssh-shell';

const { signal } = new AbortController();
const options = { signal, timeoutMs: 20_000 };

describeWhere(
  isRootOnLinux && isOnPath('ssh') && findOnPath('sudo') === undefined,
  'root on Linux with sshd, and no sudo whose place a stand-in takes',
  'SSH to a real sshd',
  () => {
    const server = new SshServer();
    beforeAll(async () => {
      // The machine images let their user become root without a password: here he stays who he is.
      const sudo = '#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"\n';
      writeFileSync(join(server.directory, 'sudo'), sudo, { mode: 0o755 });
      const settings = [`SetEnv PATH=${server.directory}:/usr/bin:/bin`];
      await server.start({ user: 'ec2-user', hosts: {}, settings });
    });
    afterAll(() => server.stop());

    const destination = (changes: Partial<SshDestination> = {}): SshDestination => ({
      instanceId: 'i-0a1b2c3d',
      address: server.address,
      user: 'ec2-user',
      identityFile: server.identityFile,
      knownHostsFile: join(server.directory, 'known hosts', 'file'),
      ...changes,
    });
    const shell = (changes?: Partial<SshDestination>) => new SshShell(destination(changes));

    test('runs a script as it is, and passes on its end', async () => {
      const result = await shell().run('echo "it\'s $(id -u) {{x}}"\necho trouble >&2\nexit 3\n', options);
      expect(result).toMatchObject({ code: 3, stdout: "it's 1000 {{x}}\n" });
      expect(result.stderr).toContain('trouble');
    });

    test('remembers its key by the instance, in a file of the project’s own', () => {
      const known = readFileSync(destination().knownHostsFile, 'utf8');
      expect(known).toMatch(/^i-0a1b2c3d ssh-ed25519 /);
      expect(known).not.toContain(server.address);
    });

    test('the instance that replaces it is another one, and trusted anew', async () => {
      expect(await shell({ instanceId: 'i-0new' }).run('echo hi', options)).toMatchObject({ stdout: 'hi\n' });
    });

    test('another key of the same instance is refused, and said', async () => {
      const knownHostsFile = join(server.directory, 'other');
      const [type = '', key = ''] = otherKey(server.directory).split(' ');
      writeFileSync(knownHostsFile, `i-0a1b2c3d ${type} ${key}\n`);
      await expect(shell({ knownHostsFile }).run('true', options)).rejects.toMatchObject({
        code: 4,
        fix: expect.stringContaining('the same instance shows another key'),
      });
    });

    test('a key that it does not know is refused, with the flag for another', async () => {
      otherKey(server.directory);
      const identityFile = join(server.directory, 'stranger');
      await expect(shell({ identityFile }).run('true', options)).rejects.toMatchObject({
        code: 4,
        fix: expect.stringContaining('--identity FILE'),
      });
    });

    test('nobody listening is an error that says so', async () => {
      await expect(shell({ port: 9 }).run('true', options)).rejects.toMatchObject({
        message: expect.stringMatching(/\(port 9\) failed: .*Connection refused/),
        code: 4,
      });
    });

    test('what the instance refuses is passed on', async () => {
      await expect(startJob(shell(), { kind: 'exec', script: 'true' }, signal)).rejects.toThrow(
        /could not start it: .*Permission denied/,
      );
    });
  },
);

/** A key that the server does not have. */
function otherKey(directory: string): string {
  const file = join(directory, 'stranger');
  rmSync(file, { force: true });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8');
}

test('a shell to type into asks on the terminal, a script never', () => {
  const destination = { instanceId: 'i-0', address: '192.0.2.10', user: 'admin', knownHostsFile: '/x/y' };
  expect(sshArgv(destination).at(-1)).toBe('admin@192.0.2.10');
  expect(sshArgv(destination)).not.toContain('BatchMode=yes');
  expect(sshArgv(destination, { batch: true, command: 'true' })).toContain('BatchMode=yes');
});
