import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateDBInstanceCommand, DeleteDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HttpsStandIn } from './helpers/https-stand-in';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { RemoteScene } from './helpers/remote-scene';
import { plantReleases } from './helpers/scratch-releases';
import { removeStack } from './helpers/server-in-moto';
import { describeWhere } from './helpers/when-available';

const release = '20261111T080000Z-bbbbbbbb';
const address = '127.77.3.9';
/** Slot a serves; what this machine's own systemd says is nobody's business. */
const systemctl = `#!/bin/bash
case $* in
  'is-active waffle-backend@b.service') echo inactive ;;
  is-active*) echo active ;;
  --failed*) echo 'certbot.service loaded failed failed' ;;
esac
`;

interface Row {
  readonly name: string;
  readonly health: string;
  readonly text: string;
}

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle status',
  () => {
    const scene = RemoteScene.create({
      programs: { systemctl },
      outputs: {
        ApiUrl: `https://${address}/api/v1/`,
        DatabaseEndpoint: 'waffle-backend-db.abc.us-east-1.rds.amazonaws.com:3306',
        DeletionTime: '2026-12-01T00:00:00Z',
      },
    });
    const { waffle, moto, scratch, home } = scene;
    const rds = () => new RDSClient(moto.clientOptions);
    let api: HttpsStandIn | undefined;

    beforeAll(async () => {
      await plantReleases(scratch, [release]);
      api = await HttpsStandIn.start(address, release, home);
      const input = {
        DBInstanceIdentifier: 'waffle-backend-db',
        DBInstanceClass: 'db.t3.micro',
        Engine: 'mysql',
      };
      await rds().send(
        new CreateDBInstanceCommand({ ...input, AllocatedStorage: 20, EngineVersion: '8.4.9' }),
      );
    });
    afterAll(() => api?.stop());
    const rows = async (words: readonly string[] = []) => {
      const { code, stdout } = await waffle(['status', '--json', ...words]);
      const read = (JSON.parse(stdout) as { rows: Row[] }).rows;
      return { code, rows: Object.fromEntries(read.map((row) => [row.name, row])) };
    };

    test('a line a part, and 0 when all is up', async () => {
      const { code, stdout } = await waffle(['status']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^waffle-backend in us-east-1: everything asked for is up\n/);
      expect(stdout).toMatch(/\n✔ {2}instance +running {2}t3\.micro {2}i-/);
      expect(stdout).toMatch(/\n✔ {2}database +available {2}db\.t3\.micro {2}MySQL 8\.4\.9 {2}20 GiB\n/);
      expect(stdout).toMatch(/\n✔ {2}API +https:\/\/127\.77\.3\.9\/ answers 200 in \d+ ms\n/);
      expect(stdout).toMatch(/\n! {2}certificate +stand-in {2}\d days left .* not trusted: self-signed/);
      expect(stdout).toContain(`${release}  release by ada in 5.2 s, 0 of 40 requests failed`);
      expect(stdout).toMatch(/\n! {2}deletes itself +2026-12-01T00:00:00Z\n$/);
    });

    test('names the units of the slot that serves, and what else has failed', async () => {
      const { services, machine } = (await rows()).rows;
      expect(services).toMatchObject({
        health: 'look',
        text: expect.stringContaining('waffle-backend@a active'),
      });
      expect(services?.text).not.toContain('waffle-backend@b');
      expect(services?.text).toMatch(/failed: certbot\.service$/);
      expect(machine?.text).toMatch(/^memory .* free, disk .* free, load /);
    });

    test('what this month costs is reckoned from what runs', async () => {
      const { rows: read } = await rows();
      expect(read['this month']).toMatchObject({
        health: 'ok',
        text: expect.stringMatching(/^\d+\.\d\d USD so far at list price, \d+\.\d\d USD in a whole month/),
      });
    });

    test('an agent that is away leaves the rest to be seen', async () => {
      const { code, rows: read } = await scene.whileOffline(() => rows());
      expect(code).toBe(0);
      expect(read['release']).toMatchObject({
        health: 'unknown',
        text: expect.stringContaining('not connected'),
      });
      expect(read['API']).toMatchObject({ health: 'ok' });
    });

    test('what is down is named first, and ends with 1', async () => {
      await api?.stop();
      api = undefined;
      await rds().send(
        new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'waffle-backend-db', SkipFinalSnapshot: true }),
      );
      await new EC2Client(moto.clientOptions).send(
        new StopInstancesCommand({ InstanceIds: [scene.instanceId] }),
      );
      const { code, stdout } = await waffle(['status']);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^waffle-backend in us-east-1: down: instance, API\n/);
      expect(stdout).toMatch(/\n✖ {2}instance +stopped .* waffle resume\n/);
      expect(stdout).toMatch(/\n\? {2}database +not known: .*waffle-backend-db/);
      expect(stdout).toMatch(/\n\? {2}release +not known: the instance is stopped\n/);
    });

    test('without a stack it ends with 6', async () => {
      await removeStack(moto);
      expect(await waffle(['status'])).toMatchObject({ code: 6 });
    });
  },
);
