import { gzipSync } from 'node:zlib';

import { describe, expect, test } from '@jest/globals';

import { readAnswers } from './read-answers';

const read = (text: string, { methods = ['GET', 'GET'], ended = false } = {}) =>
  readAnswers(Buffer.from(text, 'latin1'), methods, ended).answers.map(({ status, text: body }) => [
    status,
    body,
  ]);

describe('answers', () => {
  test.each<[string, string, (number | string)[][]]>([
    ['of a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', [[200, 'ok']]],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', [[200, 'ok']]],
    ['without a body', 'HTTP/1.1 304 Not Modified\r\n\r\n', [[304, '']]],
    [
      'after an interim one',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      [[200, '']],
    ],
    [
      'one behind the other',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 404 N\r\nContent-Length: 1\r\n\r\nb',
      [
        [200, 'a'],
        [404, 'b'],
      ],
    ],
    ['that are not complete', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok', []],
    ['of chunks that are not complete', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\no', []],
  ])('%s are read', (_title, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('that are compressed are unpacked', () => {
    const body = gzipSync('ok').toString('latin1');
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(read(head + body)).toEqual([[200, 'ok']]);
  });

  test('to HEAD have no body', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n';
    expect(read(text, { methods: ['HEAD'] })).toEqual([[200, '']]);
  });

  test('without a length end with the connection', () => {
    const text = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nrest';
    expect([read(text), read(text, { ended: true })]).toEqual([[], [[400, 'rest']]]);
  });

  test.each([
    ['HTTP/1.1 20 OK\r\n\r\n', 'The answer begins with "HTTP/1.1 20 OK".'],
    ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'A header is "no colon".'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'Content-Length is "-1".'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n', 'The size of a chunk is "x".'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\xff', 'The body is not UTF-8'],
  ])('that are none, %j, are refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
