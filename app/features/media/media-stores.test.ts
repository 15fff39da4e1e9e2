import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CreateBucketCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mariadb';

import { MotoServer } from '../../../rehearsal/account/moto-server';
import { insertMedia } from '../../../test/helpers/insert-media';
import { insertUsers } from '../../../test/helpers/insert-users';
import { isOnPath, isRootOnLinux } from '../../../test/helpers/machine';
import { drawPicture, pictureForm } from '../../../test/helpers/pictures';
import { makeTemporaryDirectory } from '../../../test/helpers/temporary-directory';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';
import { describeWhere } from '../../../test/helpers/when-available';
import { DiskStore } from './disk-store';
import { mediaCommand } from './media-command';
import { copyToDisk, moveToBucket } from './move-pictures';
import { PictureBucket } from './picture-bucket';

describeWhere(isRootOnLinux && isOnPath('mmdebstrap'), 'root on Linux with mmdebstrap', 'pictures', () => {
  const bucketName = 'pictures-of-the-test';
  const home = makeTemporaryDirectory(tmpdir());
  const folder = (name: string) => join(home, name);
  const disk = { MEDIA_DIRECTORY: folder('disk'), MEDIA_BUCKET: '' };
  const bucket = { MEDIA_DIRECTORY: folder('drafts'), MEDIA_BUCKET: bucketName };
  const moto = new MotoServer();
  const s3 = new S3Client({ region: 'us-east-1' });
  const before = { ...process.env };
  let onDisk: TestApi;
  let inBucket: TestApi;
  let user: TestUser;
  let sent: Buffer;

  beforeAll(async () => {
    await moto.start();
    // As an instance or a container tells the SDK.
    Object.assign(process.env, moto.variables);
    await s3.send(new CreateBucketCommand({ Bucket: bucketName }));
    onDisk = await TestApi.start({ environment: disk });
    inBucket = await TestApi.start({ beside: onDisk, environment: bucket });
    [user] = (await insertUsers(onDisk.database, 1)) as [TestUser];
    sent = await drawPicture().png().toBuffer();
  }, 120_000);
  afterAll(async () => {
    await inBucket.stop();
    await onDisk.stop();
    await moto.remove();
    process.env = before;
  });

  const upload = async (api: TestApi) => {
    const { status, body } = await api.call('POST', 'media/', { token: user.token, body: pictureForm(sent) });
    expect(status).toBe(201);
    return { ...body, name: body.url.slice('/media/'.length) };
  };
  /** As if it had been uploaded: making a picture takes a second. */
  const place = async (api: TestApi) => {
    const { id, url } = await insertMedia(onDisk.database, user.id);
    const name = url.slice('/media/'.length);
    const file = join(disk.MEDIA_DIRECTORY, name);
    writeFileSync(file, sent);
    if (api === inBucket) {
      await new PictureBucket(bucketName).put(file, { name, type: 'image/png' });
      rmSync(file);
    }
    return { id, url, name };
  };
  const remove = (api: TestApi, id: number) => api.call('DELETE', `media/${id}/`, user);
  const ask = (api: TestApi, path: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${api.port}${path}`, { method });
  const listIds = async () =>
    (await onDisk.call('GET', 'media/', user)).body.results.map(({ id }: { id: number }) => id);
  const keys = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucketName }));
    return Contents.map(({ Key }) => Key);
  };

  describe.each([
    ['on the disk', () => onDisk],
    ['in a bucket', () => inBucket],
  ])('%s', (_, api) => {
    test('are shown to whoever knows their name, for ever, and may do nothing, until they are deleted', async () => {
      const { id, url, bytes } = await upload(api());
      const answer = await ask(api(), url);
      const content = Buffer.from(await answer.arrayBuffer());
      expect([answer.status, content.length]).toEqual([200, bytes]);
      expect(content.subarray(1, 4).toString()).toBe('PNG');
      const headers = {
        'content-type': 'image/png',
        'content-length': String(bytes),
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      };
      expect(Object.fromEntries(answer.headers)).toMatchObject(headers);
      const head = await ask(api(), url, 'HEAD');
      expect([head.status, await head.text()]).toEqual([200, '']);
      expect(Object.fromEntries(head.headers)).toMatchObject(headers);
      for (const method of ['PUT', 'DELETE', 'POST'])
        expect((await api().call(method, url)).headers.get('Allow')).toBe('GET, HEAD');
      const directory = api() === onDisk ? disk.MEDIA_DIRECTORY : bucket.MEDIA_DIRECTORY;
      expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
      expect((await remove(api(), id)).status).toBe(204);
      expect((await api().call('GET', url)).status).toBe(404);
      expect((await remove(api(), id)).status).toBe(404);
    });

    test.each([
      `/media/${'0'.repeat(32)}.png`,
      '/media/0.png',
      '/media/',
      `/media/.${'0'.repeat(32)}.made`,
      `/media/..%2f..%2fetc%2fpasswd`,
      `/media/${'0'.repeat(32)}.svg`,
    ])('there is no %s', async (path) => {
      expect((await api().call('GET', path)).status).toBe(404);
    });
  });

  test('are the same for every machine', async () => {
    const environment = { ...bucket, MEDIA_DIRECTORY: folder('another machine') };
    const another = await TestApi.start({ beside: onDisk, environment });
    const { id, url, name } = await upload(another);
    expect((await ask(inBucket, url)).status).toBe(200);
    const object = await s3.send(new HeadObjectCommand({ Bucket: bucketName, Key: `media/${name}` }));
    expect(object).toMatchObject({
      ContentType: 'image/png',
      CacheControl: 'public, max-age=31536000, immutable',
    });
    expect(existsSync(join(environment.MEDIA_DIRECTORY, name))).toBe(false);
    expect((await remove(inBucket, id)).status).toBe(204);
    expect((await ask(another, url)).status).toBe(404);
    await another.stop();
  });

  test('of a bucket that is away are 503, and none is lost or half there', async () => {
    const environment = { ...bucket, MEDIA_BUCKET: 'there-is-none' };
    const lost = await TestApi.start({ beside: onDisk, environment });
    const { id, url } = await place(inBucket);
    const ids = await listIds();
    const call = { token: user.token, body: pictureForm(sent) };
    const refused = await lost.call('POST', 'media/', call);
    expect(refused).toMatchObject({
      status: 503,
      body: { detail: 'The pictures cannot be reached. Try again in a moment.' },
    });
    expect(refused.headers.get('Retry-After')).toBe('5');
    expect((await lost.call('GET', url)).status).toBe(503);
    const headers = { Authorization: `Token ${user.token}` };
    const deleted = await fetch(`http://127.0.0.1:${lost.port}/api/v1/media/${id}/`, {
      method: 'DELETE',
      headers,
    });
    expect(deleted.status).toBe(503);
    await lost.stop();
    expect(await listIds()).toEqual(ids);
    expect((await ask(inBucket, url)).status).toBe(200);
  });

  describe('that change their place', () => {
    const run = async (words: string, directory = disk.MEDIA_DIRECTORY, name = bucketName) => {
      const lines: string[] = [];
      const environment = { ...onDisk.database.environment, MEDIA_DIRECTORY: directory, MEDIA_BUCKET: name };
      const code = await mediaCommand(words.split(' '), environment, (text) => lines.push(text));
      return { code, text: lines.join('\n') };
    };
    /** An API with a bucket where before was a disk, or the other way round. */
    const swapped = (name: string) =>
      TestApi.start({ beside: onDisk, environment: { ...disk, MEDIA_BUCKET: name } });
    const parts = () => ({
      connection: onDisk.database.connection as unknown as Connection,
      disk: new DiskStore(disk.MEDIA_DIRECTORY),
      bucket: new PictureBucket(bucketName),
    });

    test('are shown, deleted and moved from disk to bucket, again after a kill', async () => {
      const [kept, deleted] = [await place(onDisk), await place(onDisk)];
      const stray = `${'a'.repeat(32)}.png`;
      writeFileSync(join(disk.MEDIA_DIRECTORY, stray), 'of no row');
      const next = await swapped(bucketName);
      expect((await ask(next, kept.url)).status).toBe(200);
      expect((await remove(next, deleted.id)).status).toBe(204);
      expect(existsSync(join(disk.MEDIA_DIRECTORY, deleted.name))).toBe(false);
      expect(await run('to-bucket')).toMatchObject({
        code: 0,
        text: expect.stringMatching(
          new RegExp(
            `^\\d+ pictures? moved into ${bucketName}\\.\n${stray}: left on the disk, as no row names it$`,
          ),
        ),
      });
      expect(readdirSync(disk.MEDIA_DIRECTORY)).toEqual([stray]);
      expect((await ask(next, kept.url)).status).toBe(200);
      expect(await keys()).not.toContain(`media/${deleted.name}`);
      expect((await run('to-bucket')).text).toMatch(/^0 pictures moved/);
      await next.stop();
    });

    test('come back to the disk, with the owner of its folder', async () => {
      const directory = folder('disk again');
      const { url, name } = await place(inBucket);
      mkdirSync(directory);
      const gone = await place(inBucket);
      await new PictureBucket(bucketName).remove(gone.name);
      const { code, text } = await run('to-disk', directory);
      expect(code).toBe(0);
      expect(text).toMatch(/^\d+ pictures copied from pictures-of-the-test, 0 had been on the disk\.\n/);
      expect(text).toContain(`${gone.name}: neither on the disk nor in the bucket`);
      const file = join(directory, name);
      expect([statSync(file).mode & 0o777, readFileSync(file).length]).toEqual([0o640, sent.length]);
      expect((await run('to-disk', directory)).text).toMatch(/^0 pictures copied/);
      const environment = { MEDIA_DIRECTORY: directory, MEDIA_BUCKET: '' };
      const next = await TestApi.start({ beside: onDisk, environment });
      expect((await ask(next, url)).status).toBe(200);
      await next.stop();
    });

    test.each(['moveToBucket', 'copyToDisk'] as const)(
      'stay deleted when that is meanwhile: %s',
      async (work) => {
        const { name } = await place(work === 'moveToBucket' ? onDisk : inBucket);
        const { bucket: real, ...others } = parts();
        const hide = () =>
          onDisk.database.connection.query('UPDATE Media SET deleted_at = NOW() WHERE name = ?', [name]);
        const slow = {
          get: (...words: Parameters<PictureBucket['get']>) => real.get(...words).finally(hide),
          put: (...words: Parameters<PictureBucket['put']>) => real.put(...words).finally(hide),
          remove: (name: string) => real.remove(name),
        } as unknown as PictureBucket;
        await { moveToBucket, copyToDisk }[work]({ ...others, bucket: slow });
        expect(existsSync(join(disk.MEDIA_DIRECTORY, name))).toBe(false);
        if (work === 'moveToBucket') expect(await keys()).not.toContain(`media/${name}`);
      },
    );

    test.each([
      ['to-bucket', 2, /MEDIA_BUCKET: got nothing/, ''],
      ['to-bucket now', 2, /^got to-bucket now; allowed: to-bucket, to-disk\./],
      ['to-disk', 1, /does not exist|NoSuchBucket/, 'there-is-none'],
    ])('are where they were after a bad %j', async (words, code, text, name = bucketName) => {
      expect(await run(words, folder('disk again'), name)).toEqual({
        code,
        text: expect.stringMatching(text),
      });
    });
  });
});
