import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, expect, test } from '@jest/globals';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { RemoteScene } from './helpers/remote-scene';
import { plantReleases } from './helpers/scratch-releases';
import { bucket, s3Client } from './helpers/server-in-moto';
import { describeWhere } from './helpers/when-available';

const older = '20261110T080000Z-aaaaaaaa';
const first = '20261111T080000Z-bbbbbbbb';
const second = '20261121T101500Z-cccccccc';
const prefix = 'waffle-backend/releases/';

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle deploy, rollback and releases',
  () => {
    /** As CDK has uploaded it, by what is in it. */
    const asset = '0123abcd.gz';
    const outputs = { ReleaseId: first, ReleaseUrl: `s3://${bucket}/${asset}` };
    const { waffle, moto, scratch, home } = RemoteScene.create({ outputs });
    beforeAll(async () => {
      await plantReleases(scratch, [older, first]);
      await s3Client(moto).send(new PutObjectCommand({ Bucket: bucket, Key: asset, Body: 'as uploaded' }));
    });

    const archiveOf = (id: string): string => {
      const folder = join(home, id);
      if (existsSync(folder)) return `${folder}.tar.gz`;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ id, files: [] }));
      const file = join(home, `${id}.tar.gz`);
      execFileSync('tar', ['-czf', file, '-C', folder, 'manifest.json']);
      return file;
    };
    const stored = async () => {
      const { Contents = [] } = await s3Client(moto).send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
      );
      return Contents.map(({ Key }) => Key?.slice(prefix.length));
    };
    const firstUrl = async () => {
      const command = new GetParameterCommand({ Name: '/waffle-backend/release/url' });
      return (await new SSMClient(moto.clientOptions).send(command)).Parameter?.Value;
    };
    const urlOf = (id: string) => `s3://${bucket}/${prefix}${id}.tar.gz`;

    test('puts an archive into service and shows how', async () => {
      const { code, stdout, stderr } = await waffle(['deploy', archiveOf(second)]);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`deploy.sh ${urlOf(second)}, asked for by \\S+ in us-east-1\n`));
      expect(stdout).toContain(`release   ${second} serves\nbefore    ${first}\n`);
      expect(stdout).toContain('took      4.8 s on the instance: switch Nginx to slot b 1.4 s');
      expect(stderr).toContain(`✔ Upload it to S3`);
    });

    test('a project from before the secret of the tokens has one from then on', async () => {
      const command = new GetParameterCommand({
        Name: '/waffle-backend/auth/jwt-secret',
        WithDecryption: true,
      });
      const { Parameter } = await new SSMClient(moto.clientOptions).send(command);
      expect(Parameter).toMatchObject({
        Type: 'SecureString',
        Value: expect.stringMatching(/^[\w-]{64}$/),
      });
    });

    test('a new instance starts with it from then on', async () => {
      expect(await firstUrl()).toBe(urlOf(second));
    });

    test('the journal has what deploy.sh said', () => {
      expect(scratch.journal).toContain(`release ${second}: serves`);
    });

    test('an archive that is in S3 already is not sent again', async () => {
      const { stderr } = await waffle(['deploy', archiveOf(second)]);
      expect(stderr).toContain('is there already');
    });

    test('rolls back without being told to what', async () => {
      const { code, stdout } = await waffle(['rollback', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        release: first,
        from: second,
        receipt: { kind: 'rollback' },
      });
    });

    test('a new instance starts with that one too, though it came by the CDK', async () => {
      expect(await firstUrl()).toBe(urlOf(first));
      const Key = `${prefix}${first}.tar.gz`;
      const { Body } = await s3Client(moto).send(new GetObjectCommand({ Bucket: bucket, Key }));
      expect(await Body?.transformToString()).toBe('as uploaded');
    });

    test('lists what is kept, what served before and what is in S3', async () => {
      const { code, stdout } = await waffle(['releases', '--json']);
      const { releases } = JSON.parse(stdout) as { releases: Record<string, unknown>[] };
      expect(code).toBe(0);
      expect(releases.map(({ id, state, inS3 }) => [id, state, inS3]).sort()).toEqual([
        [older, 'kept', false],
        [first, 'serves', true],
        [second, 'previous', true],
      ]);
    });

    test('a release that fails leaves the old one, says why and ends with 1', async () => {
      const { code, stderr } = await waffle(['deploy', archiveOf('20261122T000000Z-bad00000')]);
      expect(code).toBe(1);
      expect(stderr).toContain(`✖ The release failed in step 'wait until it is ready'; ${first} serves on.`);
      expect(stderr).toContain('not ready after 20 s: exit status 1');
      expect(stderr).toContain('→ waffle logs --unit app');
    });

    test('Ctrl-C leaves the deploy to the instance, and the same again follows it', async () => {
      const archive = archiveOf('20261122T010000Z-slow0000');
      const cut = await waffle(['deploy', archive], { interruptAt: /waited 1 s/ });
      expect(cut).toMatchObject({
        code: 5,
        stderr: expect.stringContaining('The deploy goes on on the instance.'),
      });
      const again = await waffle(['deploy', archive]);
      expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('following that one') });
      expect(again.stdout).toContain('waited 6 s');
      expect(await firstUrl()).toBe(urlOf('20261122T010000Z-slow0000'));
      expect(scratch.journal.match(/deploy\.sh \S*slow0000/g)).toHaveLength(1);
    });

    test('--follow shows how the last one ended', async () => {
      const { code, stdout } = await waffle(['deploy', '--follow', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ release: '20261122T010000Z-slow0000', from: first });
    });

    test('S3 keeps the newest five', async () => {
      for (const number of [1, 2, 3, 4, 5]) {
        const Key = `${prefix}20261001T00000${number}Z-dddddddd.tar.gz`;
        await s3Client(moto).send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'an old one' }));
      }
      await waffle(['deploy', archiveOf('20261122T020000Z-eeeeeeee')]);
      const names = await stored();
      expect(names).toHaveLength(5);
      expect(names).toContain('20261122T020000Z-eeeeeeee.tar.gz');
    });

    test('a file that is no release is refused before anything is asked for', async () => {
      const file = join(home, 'other.tar.gz');
      writeFileSync(file, 'no archive');
      expect(await waffle(['deploy', file])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(
          'is no release archive: it holds no manifest.json.\n  → waffle release',
        ),
      });
    });
  },
);
