import fc, { type Arbitrary } from 'fast-check';

import { bytesOf } from './exchange';

export const wrongTokens = fc.constantFrom(
  'Token',
  'Token ',
  'Token a b',
  'Token abc',
  `Token ${'0'.repeat(40)}`,
  `Token ${'F'.repeat(40)}`,
  'Basic YTpi',
  'Bearer {{token 1}}',
  'token {{token 1}}',
  'Token  {{token 2}}',
  'Token {{token 3}} ',
  '{{token 4}}',
  '',
  `Token ${'a'.repeat(5_000)}`,
  'Token \x80\xff',
);
/** Well formed, of nobody: each is another one. */
export const unknownToken = fc.stringMatching(/^[0-9a-f]{40}$/).map((token) => `Token ${token}`);

export const wrongTypes = fc.constantFrom(
  '',
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json; charset=latin1',
  'application/json; charset=nonsense',
  'application/json;charset="utf-8"',
  'application/JSON',
  'application/vnd.api+json',
  'json',
  '/',
  ';',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=iso-8859-1',
  'application/x-www-form-urlencoded; charset=utf-32',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary="fuzz-boundary"',
  `multipart/form-data; boundary=${'b'.repeat(300)}`,
  'multipart/mixed; boundary=fuzz-boundary',
  'application/json',
);

export const wrongIds = fc.constantFrom(
  '0',
  '-1',
  '1.0',
  'abc',
  'me',
  'ME',
  '00001',
  '2147483647',
  '2147483648',
  '9'.repeat(30),
  '1e3',
  '%31',
  '%00',
  '%E0%A4%A',
  '%',
  '%2F',
  '1%2f2',
  '..',
  '.',
  '%2e%2e',
  encodeURIComponent('١'),
  "1'--",
  '__proto__',
  'constructor',
  '1;2',
  '{{user 1}}{{user 2}}',
  'x'.repeat(3_000),
);

export const otherMethods = fc.constantFrom(
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PURGE',
  'SEARCH',
  'LOCK',
);

export const wrongPaths: readonly ((path: string) => string)[] = [
  (path) => path.replace(/\/$/, '') || '/',
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => `${path}x/`,
  (path) => path.replace(/^[^{]*/, (start) => start.toUpperCase()),
  (path) => path.replace('/api/', '/api/../api/'),
  (path) => path.replace('/v1/', '/v1//'),
  (path) => path.replace('/v1/', '/v1/%2e/'),
  (path) => `${path}%00`,
  (path) => path.replace(/(?<=.)\/$/, '%2F'),
  (path) => `${path};a=b`,
];

export const wrongQueries = fc.constantFrom(
  'name=a&name=b',
  'name[]=a&name[]=b',
  'name[a]=b',
  'order=earliest&order=latest',
  'order[]=earliest',
  'name=%',
  'name=%E0%A4%A',
  'name=%00',
  'name=%F0%9F%A7%87',
  'name=%ED%A0%80',
  'name=%FF%FE',
  'name=%25%5F%5C',
  "name=' OR 1=1 --".replaceAll(' ', '+'),
  '__proto__=1&name=a',
  'constructor=1',
  '&&&=&=',
  'name',
  'name=++',
  '?',
  '??name=?',
  `name=${'a'.repeat(4_000)}`,
  `name=${'%F0%9F%A7%87'.repeat(400)}`,
  Array.from({ length: 1_200 }, (_, index) => `a${index}=1`).join('&'),
  'order=earliest'.repeat(50),
);

const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

export const rawBodies: Arbitrary<string> = fc.oneof(
  fc
    .constantFrom(
      '',
      ' ',
      'null',
      'true',
      '1',
      '"a"',
      '[]',
      '[{}]',
      '{}',
      '{',
      '}',
      '{"a":1}}',
      '\ufeff{}',
      '{"a":1,}',
      "{'a':1}",
      'NaN',
      '-',
      '1e999',
    )
    .map(bytesOf),
  fc.constantFrom(10, 1_000, 20_000, 45_000).map((depth) => deep('[', ']', depth)),
  fc.constantFrom(10, 1_000, 16_000).map((depth) => `${'{"role":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc
    .constantFrom(1_000, 20_000)
    .map((depth) => `{"username":${deep('[', ']', depth)},"role":${deep('[', ']', depth)}}`),
  fc.constantFrom(
    '{"__proto__":{"role":"participant"}}',
    '{"constructor":{"prototype":{"role":"participant"}}}',
    '{"role":"participant","role":{"__proto__":1}}',
  ),
  fc.constantFrom(
    '{"name":"\\ud800"}',
    '{"name":"\\u0000"}',
    '{"name":"\xff\xfe"}',
    '{"name":"\xed\xa0\x80"}',
    '{"capacity":1e400}',
    '{"capacity":-0}',
    '{"year":1E1000000}',
  ),
  fc.constantFrom(101, 103, 500).map((kib) => `{"name":"${'a'.repeat(kib * 1024)}"}`),
  fc
    .constantFrom(999, 1_001, 5_000)
    .map((count) => Array.from({ length: count }, (_, index) => `f${index}=1`).join('&')),
  fc.constantFrom(
    'a=%',
    'a=%E0%A4%A',
    '%=%',
    '=&=&',
    'role=participant&role=x',
    'role[]=participant',
    '__proto__=x',
    'role=%ED%A0%80',
    'a;b=c',
  ),
  fc.constantFrom(
    '--fuzz-boundary',
    '--fuzz-boundary--',
    '--fuzz-boundary\r\n\r\n',
    '--other\r\n\r\na\r\n--other--',
  ),
  fc
    .constantFrom(
      'form-data',
      'form-data; name',
      'form-data; name=""',
      'form-data; name="role"; filename="a"',
      'form-data; name="__proto__"',
      'attachment; name="role"',
      "form-data; name*=utf-8''%E0%A4%A",
      `form-data; name="${'n'.repeat(9_000)}"`,
    )
    .map(
      (disposition) =>
        `--fuzz-boundary\r\nContent-Disposition: ${disposition}\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nparticipant\r\n--fuzz-boundary--\r\n`,
    ),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

export const oddHeaders: Arbitrary<readonly [string, string]> = fc.oneof(
  fc.tuple(
    fc.constant('If-None-Match'),
    fc.constantFrom(
      '*',
      '',
      '"',
      'W/',
      'W/"',
      '"a", "b"',
      'W/"a",,*',
      ','.repeat(3_000),
      '"\xff"',
      `"${'e'.repeat(6_000)}"`,
      ' * ',
    ),
  ),
  fc.tuple(
    fc.constant('Range'),
    fc.constantFrom('bytes=0-0', 'bytes=-1', 'bytes=9-1', 'bytes=a', 'lines=1', 'bytes=0-,0-,0-'),
  ),
  fc.tuple(
    fc.constant('Accept-Encoding'),
    fc.constantFrom('gzip', 'gzip;q=0', 'identity;q=0', '*;q=0', 'br, gzip', 'x'.repeat(900), '\xff'),
  ),
  fc.tuple(
    fc.constant('Accept'),
    fc.constantFrom('text/html', '*/*;q=0', '', 'application/xml', ';;;', 'a'.repeat(2_000)),
  ),
  fc.tuple(
    fc.constant('Content-Encoding'),
    fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'nonsense', 'gzip, gzip', '', 'GZIP', 'zstd'),
  ),
  fc.tuple(
    fc.constant('X-Request-ID'),
    fc.constantFrom('', 'a', 'a'.repeat(32), 'g'.repeat(32), '\xff', `${'a'.repeat(32)}, b`),
  ),
  fc.tuple(
    fc.constant('X-Forwarded-For'),
    fc.constantFrom('', '127.0.0.1', '203.0.113.9', '::1', 'x'.repeat(500), 'unknown, ,'),
  ),
  fc.tuple(
    fc.constant('Host'),
    fc.constantFrom(
      '',
      'example.com',
      'api.example.com:443',
      'API.EXAMPLE.COM',
      'api.example.com:',
      'api.example.com:99999',
      'api.example.com.',
      '[::1]',
      'localhost',
      '*',
      'a b',
      '\xff',
    ),
  ),
  fc.tuple(fc.constant('Cookie'), fc.constantFrom('a=b', '=', ';;;', '\xff=\xff', 'c='.repeat(1_500))),
  fc.tuple(
    fc.constant('Authorization'),
    fc.constantFrom(
      'Token\t{{token 5}}',
      'Token {{token 6}}, Token {{token 7}}',
      'TOKEN\xa0{{token 8}}',
      'Token '.repeat(1_000),
    ),
  ),
  fc.tuple(fc.stringMatching(/^X-[A-Za-z]{1,9}$/), fc.stringMatching(/^[\x21-\x7e\x80-\xff]{0,60}$/)),
  fc.tuple(fc.constant('Connection'), fc.constantFrom('close', 'keep-alive', 'Authorization', 'upgrade', '')),
  fc.tuple(fc.constant('Expect'), fc.constantFrom('100-continue', '100-Continue')),
);
