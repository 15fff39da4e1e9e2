import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
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
    let aws: AwsStandIn;

    beforeAll(async () => {
      mkdirSync(home, { recursive: true });
      const context = { instanceType: 't3.micro', accountPlan: 'credit-free', sshAddress: '203.0.113.7/32' };
      writeFileSync(settingsFile, JSON.stringify({ context }));
      await moto.start();
      aws = await AwsStandIn.start(moto);
      await new Promise<void>((resolve) => checkIp.listen(0, '127.0.0.1', resolve));
    }, 120_000);
    afterAll(async () => {
      await aws.stop();
      checkIp.close();
      await moto.remove();
      rmSync(home, { recursive: true, force: true });
    });

    const waffle = (words: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
      const { port } = checkIp.address() as AddressInfo;
      return runWaffle(['doctor', ...words], {
        variables: {
          ...aws.variables,
          WAFFLE_CHECKIP_URL: `http://127.0.0.1:${port}`,
          ...variables,
        },
        home,
      });
    };
    const ours = ['-c', `settingsFile=${settingsFile}`];

    const statuses = async (...words: readonly string[]) => {
      const { code, stdout } = await waffle([...words, '--json']);
      const { checks } = JSON.parse(stdout) as Checks;
      return { code, ...Object.fromEntries(checks.map(({ name, status }) => [name, status])) };
    };

    test('it tells each part of laptop and account', async () => {
      expect(await statuses(...ours)).toMatchObject({
        code: 0,
        Node: 'ok',
        ssh: expect.any(String),
        settings: 'ok',
        credentials: 'ok',
        clock: 'ok',
        permissions: 'ok',
        'plan and credits': 'ok',
        'quota of vCPUs': 'ok',
        'instance type': 'ok',
        'database class': 'ok',
        'CDK bootstrap': 'warning',
        DNS: 'ok',
        'own address': 'warning',
      });
    });

    test('what it prints tells neither account nor own address', async () => {
      const { stdout, stderr } = await waffle(ours);
      expect(stdout).toContain('********9012');
      expect(stdout).toContain('203.0.x.x, and port 22 is open to 203.0.x.x/32');
      expect(stdout + stderr).not.toMatch(/123456789012|203\.0\.113\.|testing/);
    });

    test('what is in the way ends it with 1, each with the fix', async () => {
      aws.account.denied = ['ec2:StopInstances', 'ce:GetCostAndUsage'];
      aws.account.vcpus = 0;
      const { code, stdout } = await waffle([...ours, '-c', 'instanceType=t2.micro']);
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /! +permissions +not on every resource, or not at all: ce:Get\w+, ec2:StopInstances/,
      );
      expect(stdout).toMatch(/✖ +quota of vCPUs +0, and the server needs 1/);
      expect(stdout).toMatch(
        /! +instance type +EC2 does not count t2\.micro[^\n]+\n +→ -c instanceType=t3\.micro/,
      );
    });

    test('it examines the rest where the settings are wrong', async () => {
      expect(await statuses('-c', 'sshAddress=0.0.0.0/0', '-c', 'settingsFile=none')).toMatchObject({
        code: 1,
        settings: 'failure',
        credentials: 'ok',
      });
    });

    test('credentials that AWS refuses end it with 4', async () => {
      aws.plant({ service: 'sts', does: 'expired' });
      expect(await statuses(...ours)).toMatchObject({ code: 4, settings: 'ok', credentials: 'failure' });
      aws.forget();
    });

    test('its policy permits what the verbs ask', async () => {
      const { code, stdout } = await waffle(['--policy']);
      const { Statement } = JSON.parse(stdout) as { Statement: { Action: string[] }[] };
      const actions = Statement.flatMap(({ Action }) => Action);
      expect(code).toBe(0);
      expect(actions).toEqual(expect.arrayContaining(['ec2:StopInstances', 'freetier:GetAccountPlanState']));
    });
  },
);
