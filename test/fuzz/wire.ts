import fc, { type Arbitrary } from 'fast-check';

import type { Promised } from './exchange';

/** What no HTTP library sends, and how much of an answer it may expect. */
export interface Wire {
  readonly messages: readonly string[];
  readonly promised: Promised;
}

const host = 'Host: api.example.com';
const login = '{"username":"{{name 1}}","password":"wrong"}';

/** A message of these lines, then the body. */
const message = (lines: readonly string[], body = '') => [...lines, '', body].join('\r\n');
const get = (...headers: string[]) => message(['GET /api/v1/seminar/ HTTP/1.1', host, ...headers]);
const put = (headers: readonly string[], body = '') =>
  message(['PUT /api/v1/user/logout/ HTTP/1.1', host, 'Content-Type: application/json', ...headers], body);
const chunked = (body: string) => put(['Transfer-Encoding: chunked'], body);

/** Complete, or broken in a way that shows: the server has to say something. */
const answered: readonly string[] = [
  message(['GET / HTTP/1.0']),
  message(['GET / HTTP/1.0', host]),
  message(['GET /api/v1/seminar/ HTTP/1.0', host, 'Connection: keep-alive']),
  message(['GET / HTTP/1.1']),
  message(['GET / HTTP/0.9', host]),
  message(['GET / HTTP/2.0', host]),
  message(['GET / HTTP/9.9', host]),
  message(['GET http://api.example.com/api/v1/user/me/ HTTP/1.1', host]),
  message(['GET http://other.example.com/ HTTP/1.1', host]),
  message(['GET api/v1/ HTTP/1.1', host]),
  message(['GET //evil.example.com/%2e%2e HTTP/1.1', host]),
  message(['GET /\\api HTTP/1.1', host]),
  message(['GET /?# HTTP/1.1', host]),
  message(['GET /#fragment HTTP/1.1', host]),
  message(['GET ? HTTP/1.1', host]),
  message(['GET * HTTP/1.1', host]),
  message(['OPTIONS * HTTP/1.1', host]),
  message(['get / HTTP/1.1', host]),
  message(['NONSENSE / HTTP/1.1', host]),
  message(['GET  / HTTP/1.1', host]),
  message(['GET / HTTP/1.1 ', host]),
  message(['GET /\0 HTTP/1.1', host]),
  message(['GET /\x01\x7f HTTP/1.1', host]),
  message(['GET /\xff\xfe HTTP/1.1', host]),
  message(['CONNECT api.example.com:443 HTTP/1.1', host]),
  message(['CONNECT / HTTP/1.1', host]),
  message([`GET /${'a'.repeat(7_000)} HTTP/1.1`, host]),
  message([`GET /${'a'.repeat(20_000)} HTTP/1.1`, host]),
  message([`GET /api/v1/seminar/?name=${'%41'.repeat(4_000)} HTTP/1.1`, host]),
  get('Host: other.example.com'),
  get(`X-Long: ${'a'.repeat(20_000)}`),
  get(...Array.from({ length: 1_900 }, (_, index) => `X-${index}: 1`)),
  get(...Array.from({ length: 2_100 }, (_, index) => `X-${index}: 1`)),
  get('X-Null: a\0b'),
  get('X-Control: a\x01b'),
  get('X Space: a'),
  get(': no name'),
  get('no colon'),
  get('X-Folded: a', ' b'),
  get(
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Version: 13',
  ),
  get('Upgrade: h2c', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
  get('Expect: nonsense'),
  get('Expect: 100-continue'),
  get('TE: trailers', 'Trailer: X', 'Max-Forwards: 0', 'Via: 1.1 a'),
  get('Content-Length: 0'),
  get('Content-Length: -1'),
  get('Content-Length: +1'),
  get('Content-Length: 0x10'),
  get('Content-Length: 99999999999999999999'),
  get('Content-Length: 1, 1'),
  put(['Content-Length: 0', 'Content-Length: 5'], 'hello'),
  put(['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
  put(['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'),
  put(['Transfer-Encoding: identity'], ''),
  put(['Transfer-Encoding: xchunked'], '0\r\n\r\n'),
  put(['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'),
  put(['Transfer-Encoding : chunked'], '0\r\n\r\n'),
  put(['Transfer-Encoding:\x0bchunked'], '0\r\n\r\n'),
  put(['Expect: 100-continue', 'Content-Length: 2'], '{}'),
  put(['Content-Length: 2'], '{}surplus'),
  chunked('2\r\n{}\r\n0\r\n\r\n'),
  chunked('2;extension="a\\"b"\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n'),
  chunked(`2;${'e'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
  chunked('02\r\n{}\r\n00\r\n\r\n'),
  chunked('g\r\n{}\r\n0\r\n\r\n'),
  chunked('-2\r\n{}\r\n0\r\n\r\n'),
  chunked('2 \r\n{}\r\n0\r\n\r\n'),
  chunked('2\n{}\n0\n\n'),
  chunked('2\r\n{}0\r\n\r\n'),
  chunked('ffffffffffffffffff\r\n{}'),
  'GET / HTTP/1.1\nHost: api.example.com\n\n',
  'GET / HTTP/1.1\rHost: api.example.com\r\r',
  '\r\n\r\nGET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
  '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',
  'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n',
  'SSH-2.0-fuzz\r\n',
  '\0\0\0\0',
  '{"not":"HTTP"}\r\n\r\n',
];

/** Cut short: the server has to wait, and to end the connection with the client. */
const unfinished: readonly string[] = [
  '',
  'G',
  'GET / HTTP/1.1\r\n',
  'GET / HTTP/1.1\r\nHost: api.example.com\r\n',
  put(['Content-Length: 100'], '{"username":'),
  put(['Transfer-Encoding: chunked'], '5\r\n{"a'),
  put(['Expect: 100-continue', 'Content-Length: 100']),
  ...['json', 'x-www-form-urlencoded'].map((type) =>
    message(
      ['PUT /api/v1/user/login/ HTTP/1.1', host, `Content-Type: application/${type}`, 'Content-Length: 9999'],
      login,
    ),
  ),
  message(
    [
      'POST /api/v1/seminar/ HTTP/1.1',
      host,
      'Authorization: Token {{token 1}}',
      'Content-Type: multipart/form-data; boundary=b',
      'Content-Length: 500',
    ],
    '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nhalf',
  ),
  message(
    [
      'PUT /api/v1/user/me/ HTTP/1.1',
      host,
      'Authorization: Token {{token 2}}',
      'Content-Encoding: gzip',
      'Content-Type: application/json',
      'Content-Length: 50',
    ],
    '\x1f\x8b\x08\0\0\0\0\0',
  ),
];

/** Whole, but nobody stays for the answer. */
const abandoned: readonly string[] = [
  ...unfinished,
  get('Authorization: Token {{token 3}}'),
  message(['GET /api/v1/user/me/ HTTP/1.1', host, 'Authorization: Token {{token 4}}']),
  message(['GET /api/v1/seminar/?name=fuzz HTTP/1.1', host, 'Authorization: Token {{token 5}}']),
  message(
    [
      'POST /api/v1/seminar/{{seminarId 1}}/user/ HTTP/1.1',
      host,
      'Authorization: Token {{token 6}}',
      'Content-Type: application/json',
      'Content-Length: {{length}}',
    ],
    '{"role":"participant"}',
  ),
  message(
    [
      'PUT /api/v1/seminar/{{seminarId 2}}/ HTTP/1.1',
      host,
      'Authorization: Token {{seminarOwner 2}}',
      'Content-Type: application/json',
      'Content-Length: {{length}}',
    ],
    '{"capacity":9}',
  ),
];

/** Anything: bytes that no one chose, some behind the beginning of a request. */
const noise = fc
  .tuple(
    fc.constantFrom(
      '',
      'GET ',
      'GET / HTTP/1.1\r\n',
      `POST /api/v1/user/ HTTP/1.1\r\n${host}\r\n`,
      `PUT /api/v1/user/logout/ HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ),
    fc.uint8Array({ maxLength: 400 }),
  )
  .map(([start, bytes]) => start + Buffer.from(bytes).toString('latin1'));

const one = (promised: Promised) => (text: string) => ({ messages: [text], promised });

export const wires: Arbitrary<Wire> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...answered).map(one('some')) },
  { weight: 1, arbitrary: fc.constantFrom(...unfinished).map(one('end')) },
  { weight: 2, arbitrary: noise.map(one('end')) },
  { weight: 2, arbitrary: fc.constantFrom(...abandoned).map(one('nothing')) },
);
