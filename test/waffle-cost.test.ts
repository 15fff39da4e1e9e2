import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { CreateVolumeCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

    test('with this project alone the guard finds nothing', async () => {
      const { code, stdout, stderr } = await waffle('guard');
      process.stderr.write(stdout + stderr);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('The guard found nothing.'),
      });
    });

    test('it sees what others left in another region', async () => {
      const ec2 = new EC2Client({ ...moto.clientOptions, region: 'eu-central-1' });
      const Tags = [{ Key: 'Name', Value: 'forgotten' }];
      const TagSpecifications = [{ ResourceType: 'instance' as const, Tags }];
      const machine = { ImageId: 'ami-03cf127a', InstanceType: 't3.micro' as const, TagSpecifications };
      await ec2.send(new RunInstancesCommand({ ...machine, MinCount: 1, MaxCount: 1 }));
      await ec2.send(
        new CreateVolumeCommand({ AvailabilityZone: 'eu-central-1a', Size: 8, VolumeType: 'gp3' }),
      );
      const { code, stdout, stderr } = await waffle('guard');
      process.stderr.write(stdout + stderr);
      expect(code).toBe(3);
      expect(stdout).toContain('“forgotten”');
    });
  },
);
