import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { run } from '../../bin/io/run';
import { readLynisReport } from './lynis';
import { publicListeners } from './open-ports';
import { judge } from './testssl';
import { exposureIn } from './unit-exposure';

test('the exposure of a unit is read from what systemd says last', () => {
  const said =
    '✗ PrivateNetwork=  Service has access to the host’s network  0.5\n\n→ Overall exposure level for waffle-backend@a.service: 1.3 OK :-)\n';
  expect(exposureIn(said)).toBe(1.3);
  expect(exposureIn('Unit not found')).toBeNaN();
});

describe('a finding of testssl.sh', () => {
  const finding = (id: string, severity: string) => ({ id, severity, finding: 'found' });

  test.each(['MEDIUM', 'HIGH', 'CRITICAL', 'FATAL'])('that is %s counts', (severity) => {
    expect(judge([finding('BREACH', severity)]).aboveLow).toHaveLength(1);
  });

  test.each(['OK', 'INFO', 'LOW'])('that is %s does not', (severity) => {
    expect(judge([finding('BREACH', severity)])).toMatchObject({ checks: 1, aboveLow: [], ofAuthority: [] });
  });

  test('about the test authority is set aside and kept', () => {
    const { aboveLow, ofAuthority } = judge([finding('cert_revocation', 'HIGH')]);
    expect([aboveLow, ofAuthority.map(({ id }) => id)]).toEqual([[], ['cert_revocation']]);
  });
});

test('lynis’ report gives the index, warnings and suggestions', () => {
  const report =
    'hardening_index=67\nwarning[]=NETW-2705|No 2 nameservers|-|-|\nsuggestion[]=SSH-7408|Set X|-|-|\nsuggestion[]=BOOT-1|Y|-|';
  expect(readLynisReport(report)).toEqual({
    ...{ hardeningIndex: 67, warnings: ['NETW-2705: No 2 nameservers'] },
    suggestions: ['SSH-7408: Set X', 'BOOT-1: Y'],
  });
  expect(() => readLynisReport('lynis_version=3')).toThrow('has not computed its index');
});

test('a listener on the loopback is none for others', () => {
  const lines =
    'UNCONN 0 0 127.0.0.1:323 0.0.0.0:*\nUNCONN 0 0 [::1]:323 [::]:*\nUNCONN 0 0 0.0.0.0:68 0.0.0.0:*\n';
  expect(publicListeners(lines)).toEqual(['0.0.0.0:68']);
});

test('a scan finds a port that is open, and not one that was', async () => {
  const [open, closed] = [createServer(), createServer()];
  for (const server of [open, closed])
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const [openPort, closedPort] = [open, closed].map((server) => (server?.address() as AddressInfo).port);
  await new Promise((resolve) => closed?.close(resolve));
  const { stdout } = await run([process.execPath, path.join(__dirname, 'scan-ports.mjs'), '127.0.0.1']);
  open?.close();
  expect(JSON.parse(stdout)).toContain(openPort);
  expect(JSON.parse(stdout)).not.toContain(closedPort);
}, 60_000);
