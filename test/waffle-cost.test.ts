import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { CreateVolumeCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GuardReport } from '../bin/cost/guard-report';
import { deployStack } from './helpers/deployed-stack';
import { startFreeTierApi } from './helpers/free-tier-api';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from './helpers/moto-server';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle guard and cost',
  () => {
    const home = makeTemporaryDirectory(tmpdir());
    const moto = new MotoServer();
    let freeTier: Awaited<ReturnType<typeof startFreeTierApi>>;

    beforeAll(async () => {
      await moto.start();
      freeTier = await startFreeTierApi(100);
      await deployStack(moto);
    }, 120_000);
    afterAll(async () => {
      freeTier.close();
      await moto.remove();
      await rm(home, { recursive: true, force: true });
    });

    const waffle = (...words: readonly string[]) =>
      runWaffle(words, { variables: { ...moto.variables, ...freeTier.variables }, home });

    const plantOthers = async () => {
      const ec2 = new EC2Client({ ...moto.clientOptions, region: 'eu-central-1' });
      const Tags = [{ Key: 'Name', Value: 'forgotten' }];
      const TagSpecifications = [{ ResourceType: 'instance' as const, Tags }];
      const machine = { ImageId: 'ami-03cf127a', InstanceType: 't3.micro' as const, TagSpecifications };
      await ec2.send(new RunInstancesCommand({ ...machine, MinCount: 1, MaxCount: 1 }));
      const disk = { AvailabilityZone: 'eu-central-1a', Size: 8, VolumeType: 'gp3' as const };
      await ec2.send(new CreateVolumeCommand(disk));
    };

    test('with this project alone the guard finds nothing', async () => {
      const { code, stdout } = await waffle('guard');
      expect(code).toBe(0);
      expect(stdout).toMatch(/EC2 instance +i-\w+ +us-east-1 +waffle-backend +0\.0116 +8\.47/);
      expect(stdout).toMatch(/sum +0\.0381 +27\.79/);
      expect(stdout).toContain('62.50 USD of credits left: 1640 hours, 68 days at this pace.');
      expect(stdout).toContain('The guard found nothing.');
    });

    test('credits that end too soon are a finding', async () => {
      const { code, stdout } = await waffle('guard', '--days', '30', '--credit', '9');
      expect({ code, stdout }).toEqual({
        code: 3,
        stdout: expect.stringContaining('✖ The credits end within 30 days at this pace.'),
      });
    });

    test('what others left in another region is found, and is not ours', async () => {
      await plantOthers();
      const { code, stdout } = await waffle('guard', '--json');
      const { things, findings } = JSON.parse(stdout) as GuardReport;
      expect({ code, findings }).toEqual({ code: 3, findings: [expect.stringMatching(/^3 things cost/)] });
      const others = things.filter(({ isOurs }) => !isOurs);
      expect(others.map(({ kind, region, name, monthlyUsd }) => [kind, region, name, monthlyUsd])).toEqual([
        ['EC2 instance', 'eu-central-1', 'forgotten', 8.76],
        // No price of a disk in Frankfurt has a source.
        ['EBS volume', 'eu-central-1', 'forgotten', 0],
        ['EBS volume', 'eu-central-1', undefined, 0],
      ]);
      expect(others[2]?.unknown).toEqual([expect.stringContaining('8 GiB gp3: no sourced price')]);
    });
  },
);
