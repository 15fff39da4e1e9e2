import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { instance, parameterName, parameters } from '../contract';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { describeWhere } from './helpers/when-available';

const script = join(__dirname, '../deployment/prepare-server.sh');
const name = parameterName('waffle-backend', parameters.jwtSecret);
const [secret, another] = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'];

/** Folders of this test in place of the machine's own, and a command line of AWS with one answer. */
const elsewhere = 'mount --bind "$ROOT/etc" /etc && mount --bind "$ROOT/opt" /opt && exec bash "$@"';
const aws = '#!/bin/bash\necho "$@" >>"$ROOT/asked"\ncat "$ROOT/parameters"\n';

describeWhere(isRootOnLinux && isOnPath('unshare'), 'root on Linux with unshare', 'prepare-server.sh', () => {
  let root: string;
  const at = (path: string) => join(root, path);
  const secretFile = () => at(`${instance.credentialsDirectory}/jwt-secret`);
  const offer = (value: string) => writeFileSync(at('parameters'), `${name}\t${value}\n`);

  beforeEach(() => {
    root = makeTemporaryDirectory(tmpdir());
    for (const folder of ['bin', 'etc', 'opt', instance.credentialsDirectory, instance.sharedDirectory])
      mkdirSync(at(folder), { recursive: true });
    writeFileSync(at('bin/aws'), aws, { mode: 0o755 });
    writeFileSync(at('etc/passwd'), 'root:x:0:0::/:/bin/sh\nwaffle:x:4321:4321::/:/bin/sh\n');
    writeFileSync(at('etc/group'), 'root:x:0:\nwaffle:x:4321:\n');
    writeFileSync(at(`${instance.configDirectory}/deploy.env`), 'PARAMETER_PREFIX=/waffle-backend\n');
    offer(secret);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const prepare = (...words: string[]) =>
    spawnSync('unshare', ['--mount', 'bash', '--norc', '-c', elsewhere, 'test', script, ...words], {
      encoding: 'utf8',
      env: { PATH: `${at('bin')}:${process.env.PATH}`, ROOT: root, AWS_DEFAULT_REGION: 'us-east-1' },
    });

  test('a server from before the secret gets it, for root alone', () => {
    expect(prepare().status).toBe(0);
    expect(readFileSync(secretFile(), 'utf8')).toBe(secret);
    expect(statSync(secretFile()).mode & 0o777).toBe(0o600);
  });

  test('pictures have a folder of the application that Nginx may read', () => {
    prepare();
    const { mode, uid, gid } = statSync(at(instance.mediaDirectory));
    expect([mode & 0o777, uid, gid]).toEqual([0o750, 4321, 4321]);
  });

  test('what is there stays, and AWS is not asked', () => {
    prepare();
    offer(another);
    rmSync(at('asked'));
    expect(prepare().status).toBe(0);
    expect([readFileSync(secretFile(), 'utf8'), existsSync(at('asked'))]).toEqual([secret, false]);
  });

  test('a new secret comes when it is asked for', () => {
    prepare();
    offer(another);
    expect(prepare('--new-secret').status).toBe(0);
    expect(readFileSync(secretFile(), 'utf8')).toBe(another);
  });

  test('without the parameter it fails and says how to make it', () => {
    writeFileSync(at('parameters'), '');
    const { status, stdout } = prepare();
    expect(status).toBe(1);
    expect(stdout).toContain(`the parameter ${name} is missing`);
    expect(stdout).toContain(`aws ssm put-parameter --name ${name} --type SecureString`);
  });

  test('a new secret that cannot be read leaves the old one', () => {
    prepare();
    writeFileSync(at('parameters'), '');
    expect(prepare('--new-secret').status).toBe(1);
    expect(readFileSync(secretFile(), 'utf8')).toBe(secret);
  });

  test('it never says the secret', () => {
    const { stdout, stderr } = prepare();
    expect(stdout + stderr + readFileSync(at('asked'), 'utf8')).not.toContain(secret);
  });

  test('other words are refused', () => {
    expect(prepare('--all')).toMatchObject({ status: 2, stdout: expect.stringContaining('usage:') });
    expect(execFileSync('bash', ['-n', script], { encoding: 'utf8' })).toBe('');
  });
});
