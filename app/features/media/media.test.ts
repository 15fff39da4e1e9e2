import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';

import { eventually } from '../../../test/helpers/eventually';
import { insertUsers } from '../../../test/helpers/insert-users';
import { drawPicture, noisyPicture, pictureForm, telephonePicture } from '../../../test/helpers/pictures';
import { makeTemporaryDirectory } from '../../../test/helpers/temporary-directory';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let owner: TestUser;
let other: TestUser;
const directory = join(makeTemporaryDirectory(tmpdir()), 'media');
beforeAll(async () => {
  api = await TestApi.start({ environment: { MEDIA_DIRECTORY: directory } });
});
beforeEach(async () => {
  [owner, other] = (await insertUsers(api.database, 2)) as [TestUser, TestUser];
});
afterAll(() => api.stop());

const upload = (content: Buffer | string | FormData, { token } = owner) =>
  api.call('POST', 'media/', { token, body: content instanceof FormData ? content : pictureForm(content) });
const list = (query = '', { token } = owner) => api.call('GET', `media/${query}`, { token });
const remove = (id: number, { token } = owner) => api.call('DELETE', `media/${id}/`, { token });
const fileOf = ({ url }: { url: string }) => join(directory, url.slice('/media/'.length));
const hidden = () => readdirSync(directory).filter((name) => name.startsWith('.'));

const notUsable = { file: ['Send a JPEG, PNG, WebP or GIF picture that is whole.'] };

describe('an uploaded picture', () => {
  test('is answered with what is kept', async () => {
    const { status, body } = await upload(await drawPicture().jpeg().toBuffer());
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(Number),
        url: expect.stringMatching(/^\/media\/[0-9a-f]{32}\.jpg$/),
        type: 'image/jpeg',
        width: 60,
        height: 40,
        bytes: statSync(fileOf(body)).size,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      },
    ]);
  });

  test('stands upright, and tells neither place nor camera', async () => {
    const sent = await telephonePicture();
    expect((await sharp(sent).metadata()).exif).toBeDefined();
    const { body } = await upload(sent);
    const kept = await sharp(fileOf(body)).metadata();
    expect([body.width, body.height, kept.orientation, kept.exif]).toEqual([40, 60, undefined, undefined]);
    expect(readFileSync(fileOf(body), 'latin1')).not.toContain('nobody meant');
    // What was left in the telephone's file is on top now.
    const [red = 0, , blue = 255] = await sharp(fileOf(body))
      .extract({ left: 20, top: 5, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect([red > 200, blue < 60]).toEqual([true, true]);
  });

  test('is of the application and its group alone', async () => {
    const { body } = await upload(await drawPicture().png().toBuffer());
    expect(statSync(fileOf(body)).mode & 0o777).toBe(0o640);
    expect(hidden()).toEqual([]);
  });

  test.each([
    ['JPEG', 'jpeg', 'image/jpeg', 'jpg'],
    ['PNG', 'png', 'image/png', 'png'],
    ['WebP', 'webp', 'image/webp', 'webp'],
    ['GIF', 'gif', 'image/png', 'png'],
  ] as const)('that is a %s is kept as %s makes it', async (_, format, type, ending) => {
    const { status, body } = await upload(await drawPicture()[format]().toBuffer());
    expect([status, body.type, body.url.split('.')[1]]).toEqual([201, type, ending]);
    expect((await sharp(fileOf(body)).metadata()).width).toBe(60);
  });

  test('keeps what can be seen through', async () => {
    const clear = { create: { width: 9, height: 9, channels: 4, background: '#0000' } } as const;
    const { body } = await upload(await sharp(clear).png().toBuffer());
    expect((await sharp(fileOf(body)).stats()).isOpaque).toBe(false);
  });

  test('of an animation is its first picture', async () => {
    const frames = [drawPicture(), drawPicture().negate()].map((frame) => frame.png().toBuffer());
    const animation = await sharp(await Promise.all(frames), { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBe(2);
    const { body } = await upload(animation);
    expect([body.width, body.height]).toEqual([60, 40]);
  });

  test('that is large is made smaller, as a whole', async () => {
    const { body } = await upload(await drawPicture({ width: 5712, height: 4284 }).jpeg().toBuffer());
    expect([body.width, body.height]).toEqual([2048, 1536]);
  }, 30_000);

  test('is what its content is, whatever it is called', async () => {
    const form = pictureForm(await drawPicture().png().toBuffer(), 'file', '../../etc/evil.html');
    expect((await upload(form)).body.type).toBe('image/png');
  });

  test.each(['<script>alert(1)</script>', 'PK\x03\x04 an archive', '<?php echo 1;'])(
    'has nothing of what was hidden behind it: %j',
    async (text) => {
      const sent = Buffer.concat([await drawPicture().jpeg().toBuffer(), Buffer.from(text)]);
      const { status, body } = await upload(sent);
      expect(status).toBe(201);
      expect(readFileSync(fileOf(body), 'latin1')).not.toContain(text);
    },
  );
});

describe('refused', () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

  test.each([
    ['SVG', () => svg],
    ['HTML', () => '<!doctype html><script>alert(1)</script>'],
    ['nothing', () => ''],
    ['text that begins as a GIF', () => 'GIF89a = alert(1)'],
    ['TIFF', () => drawPicture().tiff().toBuffer()],
    ['AVIF', () => drawPicture().avif().toBuffer()],
    ['half a JPEG', async () => cutInHalf(await noisyPicture({ width: 200, height: 200 }).jpeg().toBuffer())],
    ['half a PNG', async () => cutInHalf(await noisyPicture({ width: 200, height: 200 }).png().toBuffer())],
    ['half a WebP', async () => cutInHalf(await noisyPicture({ width: 200, height: 200 }).webp().toBuffer())],
  ])('is %s', async (_, make) => {
    expect(await upload(Buffer.from(await make()))).toMatchObject({ status: 400, body: notUsable });
    expect(hidden()).toEqual([]);
  });

  const cutInHalf = (content: Buffer) => content.subarray(0, content.length / 2);

  test.each([
    ['much in little', { width: 9_000, height: 9_000 }, 'png', false, 25],
    ['one pixel row too many', { width: 5000, height: 5001 }, 'jpeg', false, 25],
    ['what is held whole, with every colour', { width: 5000, height: 4000 }, 'jpeg', true, 18],
  ] as const)(
    'is %s',
    async (_, size, format, progressive, millions) => {
      const options = { progressive, chromaSubsampling: '4:4:4', compressionLevel: 9 };
      const bomb = await sharp({
        create: { ...size, channels: 3, background: '#123' },
        limitInputPixels: false,
      })
        [format](options)
        .toBuffer();
      const message = `This picture has ${size.width} × ${size.height} pixels; of this kind at most ${millions} million are read.`;
      expect(await upload(bomb)).toMatchObject({ status: 400, body: { file: [message] } });
    },
    60_000,
  );

  test('is a file of more than 5 MiB', async () => {
    const detail = 'The request body is too large.';
    for (const bytes of [5 * 1024 ** 2 + 1, 6 * 1024 ** 2])
      expect(await upload(Buffer.alloc(bytes))).toMatchObject({ status: 413, body: { detail } });
    expect(hidden()).toEqual([]);
  });

  test.each([
    ['no file', () => pictureForm('x', 'picture'), 'This field is required, and a file.'],
    ['text in place of a file', () => textForm(), 'This field is required, and a file.'],
    ['two files', () => twoFiles(), 'Send one file at a time.'],
  ])('is %s', async (_, form, message) => {
    expect(await upload(form())).toMatchObject({ status: 400, body: { file: [message] } });
  });

  const textForm = () => {
    const form = new FormData();
    form.set('file', 'a picture');
    return form;
  };
  const twoFiles = () => {
    const form = pictureForm('one');
    form.append('file', new Blob(['two']));
    return form;
  };

  test.each([
    ['JSON', { json: { file: 'x' } }, 415, /^Unsupported media type/],
    ['an empty body', {}, 415, /^Unsupported media type/],
    ['a compressed form', { body: pictureForm('x'), headers: { 'Content-Encoding': 'gzip' } }, 415, /gzip/],
    [
      'a form without its end',
      form('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'),
      400,
      /^Multipart/,
    ],
    [
      'a form without its boundary',
      { body: 'x', headers: { 'Content-Type': 'multipart/form-data' } },
      400,
      /^Multipart/,
    ],
  ])('is %s', async (_, call, status, detail) => {
    const answer = await api.call('POST', 'media/', { token: owner.token, ...call });
    expect(answer).toMatchObject({ status, body: { detail: expect.stringMatching(detail) } });
    expect(hidden()).toEqual([]);
  });

  test('is who is not signed in', async () => {
    const body = pictureForm('x');
    for (const [method, path] of [
      ['POST', 'media/'],
      ['GET', 'media/'],
      ['DELETE', 'media/1/'],
    ] as const)
      expect((await api.call(method, path, method === 'POST' ? { body } : {})).status).toBe(401);
  });

  test('is another method', async () => {
    expect((await api.call('PATCH', 'media/', owner)).status).toBe(405);
    expect((await api.call('GET', 'media/1/', owner)).status).toBe(405);
  });
});

function form(body: string) {
  return { body, headers: { 'Content-Type': 'multipart/form-data; boundary=x' } };
}

describe('one’s own pictures', () => {
  test('are listed page by page, the newest first, and nobody else’s', async () => {
    const sent = await drawPicture().jpeg().toBuffer();
    const ids: number[] = [];
    for (let count = 0; count < 3; count++) ids.unshift((await upload(sent)).body.id);
    await upload(sent, other);
    const first = (await list('?limit=2')).body;
    const second = (await list(`?limit=2&cursor=${first.next}`)).body;
    expect([...first.results, ...second.results].map(({ id }) => id)).toEqual(ids);
    expect(second.next).toBeNull();
  });

  test.each(['limit=0', 'limit=101', 'limit=x', 'cursor=x'])('are not listed by %s', async (query) => {
    const [name = ''] = query.split('=');
    expect(await list(`?${query}`)).toMatchObject({ status: 400, body: { [name]: [expect.any(String)] } });
  });

  test('are deleted for good, file and all', async () => {
    const { body } = await upload(await drawPicture().jpeg().toBuffer());
    expect((await remove(body.id)).status).toBe(204);
    expect(existsSync(fileOf(body))).toBe(false);
    expect((await list()).body.results).toEqual([]);
    expect(await remove(body.id)).toMatchObject({ status: 404, body: { detail: 'Not found.' } });
  });

  test('are deleted by nobody else', async () => {
    const { body } = await upload(await drawPicture().jpeg().toBuffer());
    expect((await remove(body.id, other)).status).toBe(404);
    expect(existsSync(fileOf(body))).toBe(true);
  });
});

describe('limits', () => {
  const fill = (count: number, bytes: number) =>
    api.container.database.media.createMany({
      data: Array.from({ length: count }, (_, index) => ({
        ...{ userId: owner.id, name: `${owner.id}-${index}`, type: 'image/png', width: 1, height: 1, bytes },
      })),
    });
  const error = 'Nobody may keep more than 300 pictures or 100 MiB. Delete some first.';

  test.each([
    ['300 pictures', 300, 1],
    ['100 MiB', 1, 100 * 1024 ** 2],
  ])('%s are enough', async (_, count, bytes) => {
    await fill(count, bytes);
    const before = readdirSync(directory).length;
    expect(await upload(await drawPicture().jpeg().toBuffer())).toMatchObject({
      status: 400,
      body: { error },
    });
    expect(readdirSync(directory)).toHaveLength(before);
    expect((await upload(await drawPicture().jpeg().toBuffer(), other)).status).toBe(201);
  });

  test('the last place is one’s, however many ask at once', async () => {
    await fill(299, 1);
    const sent = await drawPicture().jpeg().toBuffer();
    const answers = await Promise.all([upload(sent), upload(sent)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
  });

  test('of one user two are under way at most, of all four', async () => {
    const sent = await noisyPicture({ width: 1000, height: 1000 }).jpeg().toBuffer();
    const users = [owner, owner, owner, other, other, other];
    const answers = await Promise.all(users.map((user) => upload(sent, user)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 503, 503]);
    const refused = answers.find(({ status }) => status === 503);
    expect(refused?.headers.get('Retry-After')).toBe('5');
    expect(refused?.body.detail).toMatch(/^Too many pictures/);
  }, 30_000);
});

describe('what is not finished', () => {
  test('is gone when the client goes', async () => {
    const socket = connect(api.port, '127.0.0.1');
    const head = `POST /api/v1/media/ HTTP/1.1\r\nHost: x\r\nAuthorization: Token ${owner.token}\r\n`;
    const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n\xff\xd8\xff';
    socket.write(
      `${head}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9999\r\n\r\n${part}`,
    );
    await eventually(async () => expect(hidden()).toHaveLength(1));
    socket.destroy();
    await eventually(async () => expect(hidden()).toEqual([]));
  });

  test('is removed an hour after a kill, by the next process', async () => {
    const [old, young] = ['0', '1'].map((digit) => join(directory, `.${digit.repeat(32)}.made`)) as [
      string,
      string,
    ];
    for (const file of [old, young]) writeFileSync(file, 'half a picture');
    const before = new Date(Date.now() - 3_700_000);
    utimesSync(old, before, before);
    const next = await TestApi.start({ beside: api, environment: { MEDIA_DIRECTORY: directory } });
    await upload(await drawPicture().jpeg().toBuffer());
    await next.call('POST', 'media/', {
      token: owner.token,
      body: pictureForm(await drawPicture().jpeg().toBuffer()),
    });
    await next.stop();
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });
});
