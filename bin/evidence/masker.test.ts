import { describe, expect, test } from '@jest/globals';
import { Masker } from './masker';

/** Forty hexadecimal digits, as a token of the API has; made here, and nobody's. */
const token = '0123456789'.repeat(4);

describe('what no evidence shows', () => {
  const masker = new Masker({ showHomeAddresses: false });
  masker.hide('the password of today');
  masker.hideHome('203.0.113.7/32');

  test.each([
    ['a password that was made', 'said the password of today', 'said ‹hidden›'],
    ['a token', `Token ${token}.`, 'Token ‹hidden›.'],
    ['what a token is cached by', 'token:kQJdMFmB0Du_b_keh4_sg12qVHoE51up', 'token:‹hidden›'],
    ['the hash of a password', '"scrypt$16384$8$1$c2FsdA==$a2V5"', '"‹hidden›"'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '‹hidden›'],
    ['the home address', '203.0.113.7/32', '203.0.x.x/32'],
    ['an account', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::********9012:root'],
    ['an e-mail address', 'ada@example.com', '****@****'],
  ])('%s', (_, text, shown) => expect(masker.text(text)).toBe(shown));

  test('is taken out of every text of a value', () => {
    const value = { rows: [['id', token]], count: 3, ok: true, none: null };
    expect(masker.deep(value)).toEqual({ rows: [['id', '‹hidden›']], count: 3, ok: true, none: null });
  });
});

test('the home address is shown to who asks for it', () => {
  const masker = new Masker({ showHomeAddresses: true });
  masker.hideHome('203.0.113.7/32');
  expect(masker.text('203.0.113.7/32')).toBe('203.0.113.7/32');
});

test('an IPv6 home address is masked, and its network is left', () => {
  const masker = new Masker({ showHomeAddresses: false });
  masker.hideHome('2001:db8:1:2::7/128');
  expect(masker.text('from 2001:db8:1:2::7/128')).toBe('from 2001:db8:x/128');
});
