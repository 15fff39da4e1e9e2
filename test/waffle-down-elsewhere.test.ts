import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createStack } from './helpers/create-stack';
import { deployStack } from './helpers/deployed-stack';
import { listAccount } from './helpers/list-account';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { TeardownProject } from './helpers/teardown-project';
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
const confirmed = ['--leftovers', '--confirm', 'waffle-backend'];

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle down of a paused project with its budget in another region and a snapshot at its end',
  () => {
    const project = TeardownProject.create();
    const moto = new MotoServer();
    const variables = () => ({ variables: moto.variables });
    const down = (...words: readonly string[]) => project.downWithJson([...settings, ...words], variables());

    beforeAll(async () => {
      await moto.start();
      await Promise.all([deployStack(moto, { region, context }), deployProtectedDatabase(moto)]);
    }, 60_000);
    afterAll(() => moto.remove());

    test('pause keeps the database stopped with what no stack knows', async () => {
      const { code } = await project.waffle(['pause', ...settings], variables());
      const things = await listAccount({ ...moto.clientOptions, region });
      expect(code).toBe(0);
      expect(things.filter((thing) => thing.includes('waffle-backend-pause'))).toHaveLength(3);
    });

    test('a look is of both regions', async () => {
      const { code, receipt } = await down('--check');
      const stacks = receipt.left
        .filter(({ kind }) => kind === 'stack')
        .map(({ about, region }) => [about, region]);
      expect({ code, stacks: stacks.sort() }).toEqual({
        code: 3,
        stacks: [
          ['waffle-backend, CREATE_COMPLETE', 'eu-north-1'],
          ['waffle-backend, CREATE_COMPLETE', 'us-east-1'],
          ['waffle-backend-budget, CREATE_COMPLETE', 'us-east-1'],
        ],
      });
      console.log(receipt.next, JSON.stringify(receipt.left));
    });

    test('both stacks go, and what pause has made', async () => {
      const { code, receipt } = await down(...confirmed);
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
      console.log(code, receipt.next, JSON.stringify(receipt.left), receipt.failed);
    }, 60_000);

    test('the final snapshot stays until it is named', async () => {
      const { code, receipt } = await down(...confirmed, '--snapshots');
      console.log(code, receipt.next, JSON.stringify(receipt.left), receipt.deleted);
    }, 60_000);
  },
);

/** The project once more, in the region of the budget. */
const deployProtectedDatabase = ({ clientOptions }: MotoServer) =>
  createStack(clientOptions, {
    StackName: 'waffle-backend',
    Tags: [{ Key: 'project', Value: 'waffle-backend' }],
    TemplateBody: JSON.stringify({
      Resources: {
        Database: {
          Type: 'AWS::RDS::DBInstance',
          DeletionPolicy: 'Delete',
          Properties: {
            Engine: 'mysql',
            DBInstanceClass: 'db.t3.micro',
            AllocatedStorage: '20',
            DeletionProtection: true,
          },
        },
      },
    }),
  });
