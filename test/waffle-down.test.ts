import type { ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemLine } from '../bin/teardown/receipt';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import { createStack } from './helpers/create-stack';
import { bootstrap, databasePassword, deployStack } from './helpers/deployed-stack';
import { eventually } from './helpers/eventually';
import { listAccount } from './helpers/list-account';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { derivedDatabaseName, type Planted, plantedSecret, plantLeftovers } from './helpers/plant-leftovers';
import { copyProject } from './helpers/project-copy';
import { TeardownScene } from './helpers/teardown-scene';
import { runWaffle, type WaffleOptions } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

const confirmed = ['--confirm', 'waffle-backend'];
/** Of the account; moto has them all switched on, which is more to ask and no more to see. */
const switchedOn = ['eu-west-1', 'sa-east-1', 'us-east-1'];

describeWhere(isRootOnLinux && isOnPath('mmdebstrap'), 'root on Linux with mmdebstrap', 'waffle down', () => {
  const scene = TeardownScene.create();
  let moto: MotoServer;

  const freshAccount = () => {
    beforeAll(async () => {
      scene.forgetReceipts();
      moto = new MotoServer();
      await moto.start();
    }, 60_000);
    afterAll(() => moto.remove());
  };

  const down = (words: readonly string[], options: Partial<WaffleOptions> = {}) =>
    scene.down(words, { variables: moto.variables, ...options });
  const downWithJson = (words: readonly string[], options: Partial<WaffleOptions> = {}) =>
    scene.downWithJson(words, { variables: moto.variables, ...options });

  describe('beside a stranger’s stack of the same release', () => {
    freshAccount();
    let others: readonly string[];

    beforeAll(async () => {
      await deployStack(moto, { projectName: 'waffle-backend-2' });
      others = await listOthers();
    }, 60_000);

    /** Each deploy writes the version of the bootstrap anew. */
    const listOthers = async () =>
      (await listAccount(moto.clientOptions)).filter((thing) => !thing.includes('/cdk-bootstrap/'));

    test('nothing deployed is nothing left, with a receipt in the project', async () => {
      const project = await copyProject();
      const cwd = project.directory;
      const { code, stdout } = await runWaffle(['down'], {
        variables: moto.variables,
        home: scene.home,
        cwd,
      });
      const receipts = readdirSync(path.join(cwd, 'results/teardown'));
      await project.remove();
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('✔ Nothing deployed, nothing left.'),
      });
      expect(receipts).toHaveLength(2);
    });

    test('a look tells what is billed and deletes nothing', async () => {
      await deployStack(moto);
      const before = await listAccount(moto.clientOptions);
      const { code, receipt } = await downWithJson(['--check']);
      expect(code).toBe(3);
      expect(receipt).toMatchObject({
        outcome: 'something billed is left',
        monthlyUsd: { before: 27.79, after: 27.79 },
      });
      expect(await listAccount(moto.clientOptions)).toEqual(before);
    }, 60_000);

    test.each([
      [['--without-dump', '--yes'], 'Nobody can be asked here (no terminal): This cannot be undone.'],
      [
        ['--without-dump', '--confirm', 'waffle-backend-2'],
        'the project is waffle-backend. Nothing was deleted.',
      ],
      [confirmed, 'Nobody can be asked here (no terminal): dump the database first?'],
      [['--check', '--leftovers'], '--check only looks, and --leftovers asks for more.'],
    ])('%j is not enough', async (words, message) => {
      const { code, stderr } = await down(words);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    });

    test('stack and leftovers go, and nothing is left', async () => {
      const { code, stdout, stderr } = await down(['--without-dump', '--leftovers', ...confirmed]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('✔ the database') });
      expect(stdout).toContain('✔ Nothing of the project is left, and nothing of it is billed.');
      expect(stdout).toMatch(/rds-instance .* db.t3.micro, 20 GiB, available +0.48 +14.71/);
    }, 60_000);

    test('its receipt says what went and how the bill ended', () => {
      const receipt = scene.lastReceipt;
      expect(receipt).toMatchObject({
        exitCode: 0,
        account: '********9012',
        command: 'waffle down --without-dump --leftovers --confirm waffle-backend',
        monthlyUsd: { before: 27.79, after: 0 },
        left: [],
        stacks: [{ name: 'waffle-backend', isGone: true }],
      });
      expect(
        receipt.stacks[0]?.resources.filter(({ outcome }) => outcome === 'deleted').length,
      ).toBeGreaterThan(35);
      expect(receipt.deleted.map(({ kind }) => kind).sort()).toEqual(['s3-asset', 'ssm-parameter']);
    });

    test('the stranger’s stack, and the release of both, are as they were', async () => {
      expect(await listOthers()).toEqual(others);
    });

    test('no secret is in any receipt', () => {
      const texts = scene.receiptTexts.join('');
      expect(texts).not.toContain(databasePassword);
      expect(texts).not.toContain('123456789012');
    });
  });

  describe('with protections, failures and interruptions', () => {
    freshAccount();
    const words = ['--without-dump', ...confirmed];

    beforeAll(async () => {
      await deployStack(moto, { context: { terminationProtection: 'on' } });
    }, 60_000);

    test('what is protected is refused with the way out', async () => {
      const { code, stderr } = await down(words);
      expect(code).toBe(3);
      expect(stderr).toContain('the stack waffle-backend (termination protection)');
      expect(stderr).toMatch(/the database \S+ \(deletion protection\)/);
      expect(stderr).toContain('→ waffle down --unprotect');
    });

    test('a resource that stays is named with its reason', async () => {
      const reason = 'The security group sg-1 has a dependent object';
      await moto.order({ failures: [{ resource: 'AWS::EC2::SecurityGroup', action: 'DELETE', reason }] });
      const { code, stderr } = await down(['--unprotect', ...words]);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /SharedSecurityGroup\w+ \(AWS::EC2::SecurityGroup\): The security group sg-1 has/,
      );
      expect(stderr).toContain('→ Something else uses it: waffle down --check');
    }, 60_000);

    test('kill -9 leaves CloudFormation at work', async () => {
      await moto.order({ failures: [], delayMs: 4000 });
      const onStart = (child: ChildProcess) =>
        void eventually(async () => {
          expect(await statusOf(moto, 'waffle-backend')).toBe('DELETE_IN_PROGRESS');
        }, 30_000).finally(() => child.kill('SIGKILL'));
      const { code } = await down(words, { onStart });
      expect({ code, stack: await statusOf(moto, 'waffle-backend') }).toEqual({
        code: null,
        stack: 'DELETE_IN_PROGRESS',
      });
    }, 60_000);

    test('Ctrl-C leaves it at work too, and a receipt', async () => {
      const { code, stderr } = await down(words, { interruptAt: /Delete the stack[^]*the security group/ });
      await moto.order({ delayMs: 5 });
      expect({ code, stderr }).toEqual({
        code: 5,
        stderr: expect.stringMatching(/What was done so far: .*receipts/),
      });
      expect(scene.lastReceipt).toMatchObject({ outcome: 'interrupted', stacks: [{ isGone: false }] });
    }, 60_000);

    test('the same command goes on, and Ctrl-C among the leftovers tells which are gone', async () => {
      const { code } = await down([...words, '--leftovers'], { interruptAt: /✔ s3-asset / });
      const { outcome, deleted, left } = scene.lastReceipt;
      expect({ code, outcome }).toEqual({ code: 5, outcome: 'interrupted' });
      expect(deleted).toContainEqual(expect.objectContaining({ kind: 's3-asset' }));
      expect(left).toContainEqual(expect.objectContaining({ kind: 'ssm-parameter' }));
      expect(left.map(({ id }) => id).filter((id) => deleted.some((gone) => gone.id === id))).toEqual([]);
    }, 60_000);

    test('the same command ends it', async () => {
      const { code, receipt } = await downWithJson([...words, '--leftovers']);
      expect({ code, ...receipt }).toMatchObject({ code: 0, outcome: 'nothing left', stacks: [], left: [] });
      expect(receipt.deleted.at(-1)).toMatchObject({ kind: 'ssm-parameter' });
    }, 60_000);
  });

  describe('with a deploy that never ran, a bootstrap stack, and another region', () => {
    freshAccount();
    let standIn: AwsStandIn;
    const elsewhere = () => ({ ...moto.clientOptions, region: 'eu-west-1' });
    const Tags = [{ Key: 'project', Value: 'waffle-backend' }];
    const TemplateBody = JSON.stringify({
      Parameters: { BootstrapVersion: { Type: 'String', Default: '30' } },
      Resources: { Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } } },
    });

    beforeAll(async () => {
      standIn = await AwsStandIn.start(moto);
      standIn.account.regions = switchedOn;
      await bootstrap(moto.clientOptions);
      await createStack(moto.clientOptions, { StackName: 'other-app', TemplateBody });
      await createStack(elsewhere(), { StackName: 'waffle-backend', TemplateBody, Tags });
      const changeSet = {
        StackName: 'waffle-backend',
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
      } as const;
      await new CloudFormationClient(moto.clientOptions).send(
        new CreateChangeSetCommand({ ...changeSet, TemplateBody }),
      );
    }, 60_000);
    afterAll(() => standIn.stop());

    test('the deploy in another region is named and not touched', async () => {
      const { code, receipt } = await downWithJson(['--all-regions', '--leftovers', ...confirmed], {
        variables: standIn.variables,
      });
      expect(code).toBe(3);
      expect(receipt.stacks).toMatchObject([{ name: 'waffle-backend', region: 'us-east-1', isGone: true }]);
      expect(receipt.left).toMatchObject([
        { kind: 'stack', region: 'eu-west-1' },
        {
          kind: 'elastic-ip',
          region: 'eu-west-1',
          why: 'of the stack in eu-west-1: waffle down --region eu-west-1',
        },
      ]);
      expect(receipt.next).toBe('waffle down --region eu-west-1');
    }, 60_000);

    test('what another stack needs of cdk bootstrap stays', async () => {
      const { code, stderr } = await down(['--bootstrap', ...confirmed]);
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr: expect.stringContaining('other-app cannot be deployed without it'),
      });
    });

    test('what nobody needs of it goes, its bucket too', async () => {
      await deleteStackOf(moto, 'other-app');
      const { code, receipt } = await downWithJson(['--bootstrap', ...confirmed]);
      expect({ code, shared: receipt.shared }).toEqual({ code: 0, shared: [] });
    }, 60_000);
  });

  describe('with leftovers of ours and of a stranger', () => {
    freshAccount();
    let standIn: AwsStandIn;
    let ours: Planted;
    let before: readonly string[];

    beforeAll(async () => {
      standIn = await AwsStandIn.start(moto);
      standIn.account.regions = switchedOn;
      ours = await plantLeftovers(moto.clientOptions, 'waffle-backend');
      await plantLeftovers(moto.clientOptions, 'waffle-backend-2', 11);
      await plantTraps(moto);
      before = await listAccount(moto.clientOptions);
    }, 60_000);
    afterAll(() => standIn.stop());

    test('all of ours are found, of each kind', async () => {
      const { code, receipt } = await downWithJson([]);
      expect(code).toBe(3);
      expect(byKind(receipt.left)).toEqual(sorted(ours));
      expect(Object.keys(ours).length).toBeGreaterThan(25);
      expect(receipt.next).toBe('waffle down --leftovers --all-regions --confirm waffle-backend');
      expect(await listAccount(moto.clientOptions)).toEqual(before);
    });

    test('a permission that is missing makes the proof incomplete', async () => {
      standIn.plant({ service: 'ec2', operation: 'DescribeVolumes', does: 'denied' });
      const { code, stdout } = await down(['--check'], { variables: standIn.variables });
      expect(code).toBe(1);
      expect(stdout).toContain('✖ Not everything could be asked');
      expect(stdout).toMatch(/^ {2}volume +us-east-1 +These credentials may not do this/m);
      standIn.forget();
    });

    test('ours are deleted, of every region', async () => {
      const { code, stdout } = await down(['--leftovers', '--all-regions', ...confirmed], {
        variables: standIn.variables,
      });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('✔ Nothing of the project is left'),
      });
      expect(stdout).toMatch(/Looked for \d\d kinds in us-east-1, eu-west-1, sa-east-1;/);
    }, 60_000);

    test('everything else is as it was', async () => {
      const ids = [...Object.values(ours), derivedDatabaseName('waffle-backend', 'bcdefa654321')]
        .flat()
        .map((id) => JSON.stringify(id));
      const others = before.filter((thing) => !ids.some((id) => thing.includes(id)));
      expect(await listAccount(moto.clientOptions)).toEqual(others);
    });

    test('nothing that is left is no error', async () => {
      standIn.forget();
      const { code, stdout } = await down(['--leftovers', ...confirmed], { variables: standIn.variables });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('✔ Nothing deployed, nothing left.'),
      });
      expect(standIn.operations.filter((operation) => !/:(Describe|List|Get)/.test(operation))).toEqual([]);
      expect(standIn.operations.filter((operation) => /GetParameter/.test(operation))).toEqual([]);
    });

    test('no secret is in any receipt', () => {
      expect(scene.receiptTexts.join('')).not.toContain(plantedSecret);
    });
  });
});

const byKind = (lines: readonly ItemLine[]) => {
  const kinds = [...new Set(lines.map(({ kind }) => kind))];
  return sorted(
    Object.fromEntries(
      kinds.map((kind) => [
        kind,
        lines.filter((line) => line.kind === kind).map(({ id }) => id.replace('********', '12345678')),
      ]),
    ),
  );
};

const sorted = (planted: Planted): Planted =>
  Object.fromEntries(Object.entries(planted).map(([kind, ids]) => [kind, [...ids].sort()]));

async function deleteStackOf(moto: MotoServer, StackName: string): Promise<void> {
  await new CloudFormationClient(moto.clientOptions).send(new DeleteStackCommand({ StackName }));
  await eventually(async () => {
    const status = await statusOf(moto, StackName);
    if (status !== 'DELETE_COMPLETE') throw new Error(`${StackName}: ${status}`);
  });
}

async function statusOf({ clientOptions }: MotoServer, name: string): Promise<string | undefined> {
  const { StackSummaries = [] } = await new CloudFormationClient(clientOptions).send(
    new ListStacksCommand({}),
  );
  return StackSummaries.find(({ StackName }) => StackName === name)?.StackStatus;
}

/** Names that begin like ours and are not. */
async function plantTraps({ clientOptions }: MotoServer): Promise<void> {
  const Value = plantedSecret;
  for (const Name of [
    '/waffle-backend2/database/password',
    '/waffle-backendish',
    '/other/waffle-backend/x',
  ]) {
    await new SSMClient(clientOptions).send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
  }
  const AssumeRolePolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
  for (const RoleName of ['waffle-backend-server-old', 'waffle-backend', 'waffle-backend-2']) {
    await new IAMClient(clientOptions).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  }
}
