import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sshRuleDescription } from '../infra/constructs/shared-security-group/ssh-address';
import { deployStack } from './helpers/deployed-stack';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

const office = '198.51.100.0/24 the office';
const from = (address: string) => `${address}/32 ${sshRuleDescription}`;

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle allow-ip',
  () => {
    const home = makeTemporaryDirectory(tmpdir());
    const settingsFile = path.join(home, 'settings.json');
    const archiveFile = path.join(home, '20261121T101500Z-1a2b3c4d.tar.gz');
    const moto = new MotoServer();
    const checkIp = createServer((_, response) => response.end('203.0.113.8\n'));
    let groupId: string;

    beforeAll(async () => {
      await moto.start();
      await deployStack(moto, { context: { sshAddress: '203.0.113.7/32' } });
      const command = new DescribeSecurityGroupsCommand({ GroupNames: ['waffle-backend'] });
      groupId = (await ec2().send(command)).SecurityGroups?.[0]?.GroupId ?? '';
      await allow('198.51.100.0/24', 'the office');
      await new Promise<void>((resolve) => checkIp.listen(0, '127.0.0.1', resolve));
      writeFileSync(archiveFile, 'a small release archive');
      writeFileSync(settingsFile, '{\n    "context": { "region": "us-east-1" }\n}\n');
    }, 120_000);
    afterAll(async () => {
      checkIp.close();
      await moto.remove();
      await rm(home, { recursive: true, force: true });
    });

    const ec2 = () => new EC2Client(moto.clientOptions);
    const allow = (CidrIp: string, Description: string) => {
      const IpPermissions = [
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp, Description }] },
      ];
      return ec2().send(new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions }));
    };
    const waffle = (...words: readonly string[]) => {
      const { port } = checkIp.address() as AddressInfo;
      return runWaffle(['allow-ip', ...words, '-c', `settingsFile=${settingsFile}`], {
        variables: { ...moto.variables, WAFFLE_CHECKIP_URL: `http://127.0.0.1:${port}` },
        home,
      });
    };
    const rulesOfPort22 = async () => {
      const command = new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: 'group-id', Values: [groupId] }],
      });
      const { SecurityGroupRules = [] } = await ec2().send(command);
      const rules = SecurityGroupRules.filter(({ FromPort }) => FromPort === 22);
      return rules.map(({ CidrIpv4, Description }) => `${CidrIpv4} ${Description}`).sort();
    };
    const kept = () => (JSON.parse(readFileSync(settingsFile, 'utf8')) as { context: unknown }).context;

    test('lets nobody else in', async () => {
      const { code, stderr } = await waffle('0.0.0.0/0');
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining('0.0.0.0/0 is not let in: it would open SSH to the whole internet'),
      });
      expect(await rulesOfPort22()).toEqual([office, from('203.0.113.7')]);
    });

    test('replaces the address by the own one', async () => {
      const { code, stdout, stderr } = await waffle('--verbose');
      expect(stderr).not.toContain('✖');
      expect(stdout).toContain('Port 22 lets in 203.0.113.8/32 now.');
      expect(stdout).toContain(`203.0.113.7/32  “${sshRuleDescription}”`);
      expect(stdout).toContain('198.51.100.0/24  “the office”');
      expect({ code, rules: await rulesOfPort22() }).toEqual({
        code: 0,
        rules: [office, from('203.0.113.8')],
      });
    });

    test('keeps it for the next deploy, beside the other settings', () => {
      expect(kept()).toEqual({ region: 'us-east-1', sshAddress: '203.0.113.8/32' });
    });

    test('tells the stack, so that the next deploy has nothing to change there', async () => {
      const { code, stdout } = await runWaffle(
        ['plan', '-c', `settingsFile=${settingsFile}`, '-c', `releaseArchiveFile=${archiveFile}`],
        { variables: moto.variables, home },
      );
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.not.stringContaining('security group') });
    });

    test('changes nothing the second time', async () => {
      const { code, stdout } = await waffle('203.0.113.8');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('nothing was changed'),
      });
      expect(await rulesOfPort22()).toEqual([office, from('203.0.113.8')]);
    });

    test('of several rules of its own it asks which', async () => {
      await allow('203.0.113.99/32', sshRuleDescription);
      const { code, stderr } = await waffle('203.0.113.10');
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining('allow-ip --all replaces them all'),
      });
    });

    test('with --all it replaces them all, and tells a script', async () => {
      const { stdout } = await waffle('203.0.113.10', '--all', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        address: '203.0.113.10/32',
        added: true,
        revoked: [{ source: '203.0.113.8/32' }, { source: '203.0.113.99/32' }],
      });
      expect(await rulesOfPort22()).toEqual([office, from('203.0.113.10')]);
    });

    test('where nothing is deployed it says so', async () => {
      const { code, stderr } = await waffle('203.0.113.10', '--region', 'eu-central-1');
      expect({ code, stderr }).toEqual({
        code: 6,
        stderr: expect.stringContaining('is not deployed in eu-central-1'),
      });
    });
  },
);
