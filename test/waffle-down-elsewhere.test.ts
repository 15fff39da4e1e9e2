import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MotoServer } from '../rehearsal/account/moto-server';
import { createStack } from './helpers/create-stack';
import { deployStack } from './helpers/deployed-stack';
import { listAccount } from './helpers/list-account';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { TeardownScene } from './helpers/teardown-scene';
import { runWaffle } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

/** CloudFormation has no budgets there: the budget’s stack is in us-east-1, where another deploy of the project is. */
const region = 'eu-north-1';
const context = {
  instanceType: 't3.micro',
  budgetEmail: 'owner@example.com',
  databaseOnDelete: 'snapshot',
  paidChoices: 'FreeTier-FinalSnapshot=the test deletes it',
};
const settings = Object.entries({ region, ...context }).flatMap(([name, value]) => [
  '-c',
  `${name}=${value}`,
]);
const confirmed = ['--leftovers', '--unprotect', '--confirm', 'waffle-backend'];

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle down where the project is paused, its budget elsewhere and a snapshot wanted',
  () => {
    const scene = TeardownScene.create();
    const moto = new MotoServer();
    const options = () => ({ variables: moto.variables });
    const down = (...words: readonly string[]) => scene.downWithJson([...settings, ...words], options());

    beforeAll(async () => {
      await moto.start();
      await Promise.all([deployStack(moto, { region, context }), deployElsewhere(moto)]);
      const { code, stderr } = await runWaffle(['pause', ...settings], { ...options(), home: scene.home });
      if (code !== 0) throw new Error(stderr);
    }, 90_000);
    afterAll(() => moto.remove());

    test('a look is of both regions', async () => {
      const { code, receipt } = await down('--check');
      const stacks = receipt.left.filter(({ kind }) => kind === 'stack');
      expect({ code, stacks: stacks.map(({ about, why }) => [about, why]) }).toEqual({
        code: 3,
        stacks: expect.arrayContaining([
          ['waffle-backend, CREATE_COMPLETE', 'goes with the stack waffle-backend'],
          ['waffle-backend, CREATE_COMPLETE', 'of the stack in us-east-1: waffle down --region us-east-1'],
          ['waffle-backend-budget, CREATE_COMPLETE', 'goes with the stack waffle-backend-budget'],
        ]),
      });
    });

    test('both stacks go, and what pause has made', async () => {
      expect(await madeByPause()).toHaveLength(3);
      const { receipt } = await down(...confirmed);
      expect(receipt.stacks).toMatchObject([
        { name: 'waffle-backend', region, isGone: true },
        { name: 'waffle-backend-budget', region: 'us-east-1', isGone: true },
      ]);
      expect(receipt.deleted.map(({ kind, id }) => `${kind} ${id}`)).toEqual(
        expect.arrayContaining([
          'schedule waffle-backend-pause/waffle-backend-pause',
          'schedule-group waffle-backend-pause',
          'iam-role waffle-backend-pause-eu-north-1',
        ]),
      );
      expect(await madeByPause()).toEqual([]);
    }, 60_000);
    const madeByPause = async () =>
      (await listAccount({ ...moto.clientOptions, region })).filter((thing) => thing.includes('-pause'));

    test('the other deploy keeps its database, and that its protection', async () => {
      const rds = new RDSClient(moto.clientOptions);
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({}));
      expect(DBInstances).toMatchObject([{ DeletionProtection: true }]);
    });

    test('the final snapshot is billed until --snapshots deletes it', async () => {
      const { exitCode, left, next } = scene.lastReceipt;
      expect(left).toContainEqual(
        expect.objectContaining({
          kind: 'rds-snapshot',
          isBilled: true,
          why: expect.stringContaining('--snapshots'),
        }),
      );
      expect({ exitCode, next }).toEqual({
        exitCode: 3,
        next: 'waffle down --leftovers --snapshots --confirm waffle-backend',
      });
      const { receipt } = await down('--snapshots', ...confirmed);
      expect(receipt.deleted).toMatchObject([{ kind: 'rds-snapshot' }]);
    }, 60_000);

    test('then only the other deploy is left, with what ends it', () => {
      const { exitCode, left, next } = scene.lastReceipt;
      expect({ exitCode, next }).toEqual({ exitCode: 3, next: 'waffle down --region us-east-1' });
      expect(left.map((line) => line.region)).toEqual(['us-east-1', 'us-east-1']);
    });
  },
);

/** The project once more, in the region of the budget. */
function deployElsewhere({ clientOptions }: MotoServer) {
  const Properties = {
    ...{ Engine: 'mysql', DBInstanceClass: 'db.t3.micro', AllocatedStorage: '20' },
    DeletionProtection: true,
  };
  const Database = { Type: 'AWS::RDS::DBInstance', DeletionPolicy: 'Delete', Properties };
  return createStack(clientOptions, {
    StackName: 'waffle-backend',
    Tags: [{ Key: 'project', Value: 'waffle-backend' }],
    TemplateBody: JSON.stringify({ Resources: { Database } }),
  });
}
