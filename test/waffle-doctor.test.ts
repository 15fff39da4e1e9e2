import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startFreeTierApi } from './helpers/free-tier-api';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from './helpers/moto-server';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

interface Checks {
  readonly checks: readonly { name: string; status: string; text: string; fix?: string }[];
}

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle doctor',
  () => {
    const home = makeTemporaryDirectory(tmpdir());
    const settingsFile = path.join(home, 'settings.json');
    const moto = new MotoServer();
    const checkIp = createServer((_, response) => response.end('203.0.113.8\n'));
    let freeTier: Awaited<ReturnType<typeof startFreeTierApi>>;

    beforeAll(async () => {
      mkdirSync(home, { recursive: true });
      const context = { instanceType: 't3.micro', accountPlan: 'credit-free', sshAddress: '203.0.113.7/32' };
      writeFileSync(settingsFile, JSON.stringify({ context }));
      await moto.start();
      freeTier = await startFreeTierApi(100);
      await new Promise<void>((resolve) => checkIp.listen(0, '127.0.0.1', resolve));
    }, 120_000);
    afterAll(async () => {
      freeTier.close();
      checkIp.close();
      await moto.remove();
      rmSync(home, { recursive: true, force: true });
    });

    const waffle = (words: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
      const { port } = checkIp.address() as AddressInfo;
      return runWaffle(['doctor', ...words], {
        variables: {
          ...moto.variables,
          ...freeTier.variables,
          WAFFLE_CHECKIP_URL: `http://127.0.0.1:${port}`,
          ...variables,
        },
        home,
      });
    };
    const ours = ['-c', `settingsFile=${settingsFile}`];

    test('it tells each part of laptop and account', async () => {
      const { stdout, stderr } = await waffle([...ours, '--json']);
      process.stderr.write(stderr + stdout);
      const { checks } = JSON.parse(stdout) as Checks;
      expect(checks.map(({ name }) => name)).toEqual([]);
    });

    test('what it prints tells neither account nor own address', async () => {
      const { stdout, stderr } = await waffle(ours);
      process.stderr.write(stderr + stdout);
      expect(stdout).toContain('********9012');
      expect(stdout + stderr).not.toMatch(/123456789012|203\.0\.113\.|testing/);
    });
  },
);
