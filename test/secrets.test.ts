import { readFileSync } from 'node:fs';
import { BlockList, isIPv4 } from 'node:net';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { trackedFiles } from './helpers/tracked-files';

const rootDirectory = join(__dirname, '..');
const texts = trackedFiles().map(
  (file) => [file, readFileSync(join(rootDirectory, file), 'latin1')] as const,
);
/** Its hashes look like anything; who wrote a package is public. */
const written = texts.filter(([file]) => file !== 'package-lock.json');

/** `file: what was found`, one a finding. */
const findings = (
  among: typeof texts,
  pattern: RegExp,
  isAllowed: (found: string) => boolean = () => false,
) =>
  among.flatMap(([file, text]) =>
    [...text.matchAll(pattern)].filter(([found]) => !isAllowed(found)).map(([found]) => `${file}: ${found}`),
  );

const patterns = {
  // The marker alone is none: programs look for it.
  privateKey: /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{32}/g,
  // Those with EXAMPLE in them are AWS's own examples.
  accessKey: /\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\b/g,
  account: /\b\d{12}\b/g,
  address: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g,
  email: /[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b/g,
} as const;

/** Networks in which nobody lives, or everybody has their own. */
const harmlessNetworks = [
  ['0.0.0.0', 32, 'any address'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.169.254', 32, 'instance metadata'],
  ['169.254.169.123', 32, 'Amazon’s clock'],
  ['192.0.2.0', 24, 'documentation (TEST-NET-1)'],
  ['198.51.100.0', 24, 'documentation (TEST-NET-2)'],
  ['203.0.113.0', 24, 'documentation (TEST-NET-3)'],
  ['10.0.0.0', 8, 'private: the VPC'],
  ['192.168.0.0', 16, 'private: refused as an SSH address'],
  ['100.64.0.0', 10, 'shared by a provider: refused as an SSH address'],
] as const;
const harmless = new BlockList();
for (const [network, prefix] of harmlessNetworks) harmless.addSubnet(network, prefix);

/** `unit@a.service` only looks like one. */
const isExample = (email: string) => /@([\w-]+\.)*example\.(com|org)$|@\w\.service$/.test(email);

/** A version of four numbers is none where one of them is too large for it. */
const isHarmless = (address: string) => !isIPv4(address) || harmless.check(address);

describe('what git tracks', () => {
  test('holds no private key', () => {
    expect(findings(texts, patterns.privateKey)).toEqual([]);
  });

  test('holds no AWS access key', () => {
    expect(findings(texts, patterns.accessKey)).toEqual([]);
  });

  test('knows no account but that of AWS’s documentation', () => {
    expect(findings(written, patterns.account, (id) => id === '123456789012')).toEqual([]);
  });

  test('knows no address of anybody', () => {
    expect(findings(written, patterns.address, isHarmless)).toEqual([]);
  });

  test('knows no e-mail address of anybody', () => {
    expect(findings(written, patterns.email, isExample)).toEqual([]);
  });
});

// Put together here, or they would be found above.
const planted: readonly (readonly [keyof typeof patterns, string])[] = [
  ['privateKey', ['-----BEGIN RSA PRIVATE', 'KEY-----\n'].join(' ') + 'A'.repeat(64)],
  ['accessKey', `AKIA${'Q7'.repeat(8)}`],
  ['account', '98765'.padEnd(12, '4')],
  ['address', ['8', '8', '8', '8'].join('.')],
  ['email', ['someone', 'company.net'].join('@')],
];

test.each(planted)('a planted %s is found', (name, text) => {
  expect(findings([['file', `before "${text}" after`]], patterns[name])).toHaveLength(1);
});
