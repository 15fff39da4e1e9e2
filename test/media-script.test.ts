import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { instance, parameterName, parameters } from '../contract';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { describeWhere } from './helpers/when-available';

const name = parameterName('waffle-backend', parameters.mediaBucket);
const bucket = 'waffle-backend-media0123';
/** Folders of this test in place of the machine's own. */
const elsewhere = 'mount --bind "$ROOT/etc" /etc && mount --bind "$ROOT/opt" /opt && exec bash "$@"';
/** Tell what they were asked, and with which settings. */
const programs = {
  aws: '#!/bin/bash\ncat "$ROOT/parameters"\n',
  node: '#!/bin/bash\necho "${*: -2} $MEDIA_BUCKET $MEDIA_DIRECTORY $AWS_REGION" >>"$ROOT/asked"\necho "3 pictures"\n',
};
const deploy = `#!/bin/bash
echo "deploy $(tar -tzf "$1" | paste -sd ' ') $(grep -c MEDIA_BUCKET /etc/waffle-backend/app.env)" >>"$ROOT/asked"
`;

describeWhere(isRootOnLinux && isOnPath('unshare'), 'root on Linux with unshare', 'media.sh', () => {
  let root: string;
  const at = (path: string) => join(root, path);
  const release = `${instance.releasesDirectory}/20261121T101500Z-1a2b3c4d`;
  const before = 'ALLOWED_HOSTS=api.example.com\nDATABASE_USER=waffle\n';

  beforeEach(() => {
    root = makeTemporaryDirectory(tmpdir());
    for (const folder of ['bin', 'etc', 'opt', instance.configDirectory, release])
      mkdirSync(at(folder), { recursive: true });
    for (const [program, source] of Object.entries(programs))
      writeFileSync(at(`bin/${program}`), source, { mode: 0o755 });
    cpSync(join(__dirname, '../deployment'), at(`${release}/deployment`), { recursive: true });
    writeFileSync(at(`${release}/deployment/deploy.sh`), deploy);
    rmSync(at(`${release}/deployment/nginx`), { recursive: true });
    symlinkSync(release, at(instance.currentLink));
    writeFileSync(at('etc/group'), 'root:x:0:\n');
    writeFileSync(at('etc/passwd'), 'root:x:0:0::/:/bin/sh\n');
    writeFileSync(at(`${instance.configDirectory}/deploy.env`), 'PARAMETER_PREFIX=/waffle-backend\n');
    writeFileSync(at(instance.appEnvironmentFile), before);
    writeFileSync(at('parameters'), `${name}\t${bucket}\n`);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const move = (...words: string[]) =>
    spawnSync(
      'unshare',
      [
        '--mount',
        'bash',
        '--norc',
        '-c',
        elsewhere,
        'test',
        `${instance.currentLink}/deployment/media.sh`,
        ...words,
      ],
      {
        encoding: 'utf8',
        env: { PATH: `${at('bin')}:${process.env.PATH}`, ROOT: root, AWS_DEFAULT_REGION: 'us-east-1' },
      },
    );
  const settings = () => readFileSync(at(instance.appEnvironmentFile), 'utf8');
  const asked = () =>
    readFileSync(at('asked'), 'utf8')
      .replace(/(deploy ).*( \d)$/gm, '$1the release that serves$2')
      .trim()
      .split('\n');
  const program = (word: string) => `media ${word} ${bucket} ${instance.mediaDirectory} us-east-1`;

  test('into the bucket: new ones first, then those of the disk, and twice is once', () => {
    const moveOnce = () => {
      expect(move('s3')).toMatchObject({ status: 0, stdout: expect.stringContaining('    3 pictures') });
      expect(settings()).toBe(`${before}MEDIA_BUCKET=${bucket}\nAWS_REGION=us-east-1\n`);
      expect(asked()).toEqual(['deploy the release that serves 1', program('to-bucket')]);
      rmSync(at('asked'));
    };
    moveOnce();
    moveOnce();
  });

  test('back to the disk: those of the bucket, then new ones, then what came meanwhile', () => {
    move('s3');
    rmSync(at('asked'));
    const { status, stdout } = move('disk');
    expect([status, settings()]).toEqual([0, before]);
    expect(asked()).toEqual([program('to-disk'), 'deploy the release that serves 0', program('to-disk')]);
    expect(stdout).toContain('waffle up -c mediaStorage=disk --replace bucket');
  });

  test('without a bucket nothing changes, and it says how there is one', () => {
    writeFileSync(at('parameters'), '');
    const { status, stdout } = move('s3');
    expect([status, settings()]).toEqual([1, before]);
    expect(stdout).toContain('waffle up -c mediaStorage=s3, then this again');
  });

  test.each([[[]], [['s4']], [['s3', 'disk']]])('%j is refused', (words) => {
    expect(move(...words)).toMatchObject({ status: 2, stderr: 'usage: media.sh s3 | disk\n' });
  });
});
