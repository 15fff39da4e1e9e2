import { expect, test } from '@jest/globals';
import { formatEntry } from './format-entry';
import { inOrder, isBefore, readLogLine } from './log-entry';
import { readSince } from './since';

const at = '2026-11-22T01:02:03.250Z';
const journal = (message: unknown, more: object = {}) =>
  JSON.stringify({ __REALTIME_TIMESTAMP: String(Date.parse(at) * 1_000), MESSAGE: message, ...more });

test.each([
  [
    'a unit',
    journal('ready', { _SYSTEMD_UNIT: 'waffle-redis.service' }),
    { at, unit: 'waffle-redis.service', message: 'ready' },
  ],
  [
    'what systemd says of a unit',
    journal('Started', { _SYSTEMD_UNIT: 'init.scope', UNIT: 'nginx.service' }),
    { at, unit: 'nginx.service', message: 'Started' },
  ],
  ['bytes', journal([104, 105]), { at, unit: '', message: 'hi' }],
  [
    'a message that is too long',
    journal(null),
    { at, unit: '', message: '(longer than the journal passes on)' },
  ],
  [
    'Nginx',
    'file /var/log/nginx/error.log\t2026/11/22 01:02:03 [error] no',
    { at: '2026-11-22T01:02:03.000Z', unit: '/var/log/nginx/error.log', message: '[error] no' },
  ],
  [
    'the boot',
    'file /var/log/waffle-backend-boot.log\t01:02:03Z ==> swap',
    { unit: '/var/log/waffle-backend-boot.log', message: '01:02:03Z ==> swap' },
  ],
  [
    'what is no entry',
    'No journal files were found.',
    { unit: 'journalctl', message: 'No journal files were found.' },
  ],
])('reads a line of %s', (_what, line, expected) => expect(readLogLine(line)).toEqual(expected));

test('shows an error with its stack under the line', () => {
  const err = {
    type: 'Error',
    code: 'P2021',
    message: 'no table',
    stack: 'Error: no table\n    at find (app.ts:1)',
  };
  const message = { level: 50, msg: 'request failed', requestId: '5a20', err };
  expect(formatEntry({ at, unit: 'waffle-backend@b.service', message })).toBe(
    '2026-11-22 01:02:03 app@b     ERROR request failed requestId=5a20\n    Error P2021 no table\n    at find (app.ts:1)',
  );
});

test('keeps what bears no time after what it followed', () => {
  const entries = [
    { at: '2', unit: '', message: 'b' },
    { unit: '', message: 'its rest' },
    { at: '1', unit: '', message: 'a' },
  ];
  expect(inOrder(entries).map(({ message }) => message)).toEqual(['a', 'b', 'its rest']);
});

test('leaves out what is older, and never what bears no time', () => {
  expect(isBefore({ at, unit: '', message: '' }, Date.parse(at) + 1)).toBe(true);
  expect(isBefore({ at, unit: '', message: '' }, Date.parse(at))).toBe(false);
  expect(isBefore({ unit: '', message: '' }, Date.parse(at))).toBe(false);
});

test.each([
  ['90s', -90_000],
  ['15m', -900_000],
  ['2d', -172_800_000],
  ['1970-01-01T00:00:05Z', 5_000],
])('since %s', (text, expected) => {
  const nowMs = text.startsWith('1970') ? 0 : 1_000_000_000;
  expect(readSince(text, nowMs) - nowMs).toBe(expected);
});

test.each(['yesterday', '5', '1w', '2026', ''])('since %j is refused', (text) => {
  expect(() => readSince(text)).toThrow('Allowed: 90s');
});
