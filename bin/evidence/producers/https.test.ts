import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeTemporaryDirectory } from '../../../test/helpers/temporary-directory';
import { TestAuthority } from '../../../test/helpers/test-authority';
import { failedClaims } from '../testing/failed-claims';
import { judgeConnection, judgeRedirect, judgeReturn, readConnection } from './https';

const host = '127.0.0.1';
const trust = 'clients trust the certificate';
const names = 'it names the host';
const valid = 'it is valid today';
const directory = makeTemporaryDirectory(tmpdir());
const authority = new TestAuthority(directory);
const certificates = {
  ours: authority.issue('ours', `IP:${host}`),
  expired: authority.issue('expired', `IP:${host}`, { days: -1 }),
  wrongName: authority.issue('other', 'DNS:other.example.com'),
  selfSigned: authority.signItself('itself', `IP:${host}`),
};
let server: Server;

beforeAll(async () => {
  server = createServer(certificates.ours);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
});
afterAll(async () => {
  server.close();
  await rm(directory, { recursive: true, force: true });
});

const ask = (
  certificate: keyof typeof certificates,
  { port = (server.address() as AddressInfo).port } = {},
) => {
  server.setSecureContext(certificates[certificate]);
  return readConnection({ host, hostname: host, port, signal: new AbortController().signal });
};

// That a trusted one is shown, and each of these alone fails then, is in test/waffle-results-aws.test.ts.
test.each([
  ['of an authority that this machine does not trust', 'ours', [trust]],
  ['that is its own authority', 'selfSigned', [trust]],
  ['that names another host', 'wrongName', [trust, names]],
  ['that has expired', 'expired', [trust, valid]],
] as const)('a certificate %s is shown as failed', async (_, certificate, claims) => {
  const checks = judgeConnection(await ask(certificate), { hostname: host, now: new Date() });
  expect(failedClaims(checks)).toEqual(claims);
});

test('the chain is shown from the server to the root', async () => {
  const { chain, protocol } = await ask('ours');
  expect(chain[0]).toMatchObject({ subject: 'ours', issuer: 'test authority', names: [host] });
  expect(protocol).toBe('TLSv1.3');
});

test('a certificate of tomorrow is not valid today', async () => {
  const now = new Date(Date.now() - 3_600_000);
  const checks = judgeConnection(await ask('ours'), { hostname: host, now });
  expect(checks.find(({ claim }) => claim === valid)).toMatchObject({
    ok: false,
    seen: expect.stringMatching(/^from /),
  });
});

test('an old protocol and no certificate are shown as failed', () => {
  const connection = { chain: [], problem: undefined, protocol: 'TLSv1.1' };
  expect(failedClaims(judgeConnection(connection, { hostname: host, now: new Date() }))).toEqual([
    names,
    valid,
    'the connection is TLS 1.2 or 1.3',
  ]);
});

test('a port that is closed is no evidence', async () => {
  await expect(ask('ours', { port: 1 })).rejects.toThrow('ECONNREFUSED');
});

test.each([
  [true, 301, { location: 'https://api.example.com/' }],
  [false, 302, { location: 'https://api.example.com/' }],
  [false, 301, { location: 'https://other.example.com/' }],
  [false, 301, { location: 'http://api.example.com/' }],
  [false, 200, {}],
])('it is %s that %i %j redirects to HTTPS', (ok, status, headers) => {
  expect(judgeRedirect({ status, headers }, 'https://api.example.com')).toMatchObject({ ok });
});

test.each([
  [true, { 'strict-transport-security': 'max-age=15768000' }],
  [false, { 'strict-transport-security': 'max-age=0' }],
  [false, {}],
])('it is %s that %j has browsers come back over HTTPS', (ok, headers) => {
  expect(judgeReturn({ headers })).toMatchObject({ ok });
});
