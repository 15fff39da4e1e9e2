import { describe, expect, test } from '@jest/globals';
import { encode } from './client';

const asMultipart = new FormData();
asMultipart.append('name', 'Waffles & more');

describe('a body is sent', () => {
  test.each([
    ['as JSON', { name: 'ü' }, /^application\/json$/, '{"name":"ü"}'],
    ['as JSON that is a list', [], /^application\/json$/, '[]'],
    ['as JSON that is null', null, /^application\/json$/, 'null'],
    [
      'as a form',
      new URLSearchParams({ name: 'ü &' }),
      /^application\/x-www-form-urlencoded/,
      'name=%C3%BC+%26',
    ],
    ['as text', '{', /^text\/plain/, '{'],
  ])('%s', async (_how, body, type, text) => {
    const { bytes, headers } = (await encode(body)) ?? {};
    expect(headers?.['content-type']).toMatch(type);
    expect(headers?.['content-length']).toBe(Buffer.byteLength(text));
    expect(bytes?.toString()).toBe(text);
  });

  test('as multipart, with the boundary that its header names', async () => {
    const { bytes, headers } = (await encode(asMultipart)) ?? {};
    const boundary = /^multipart\/form-data; ?boundary=(.+)$/.exec(headers?.['content-type'] ?? '')?.[1];
    const text = bytes?.toString() ?? '';
    expect(text).toContain(
      `--${boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\nWaffles & more\r\n`,
    );
    expect(headers?.['content-length']).toBe(bytes?.length);
  });

  test('not at all when there is none', async () => {
    expect(await encode(undefined)).toBeUndefined();
  });
});
