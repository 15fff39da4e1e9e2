import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
import type { ItemLine, Receipt } from '../bin/teardown/receipt';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import { bootstrap, createStack, databasePassword, deployStack } from './helpers/deployed-stack';
import { eventually } from './helpers/eventually';
import { listAccount } from './helpers/list-account';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { derivedDatabaseName, type Planted, plantedSecret, plantLeftovers } from './helpers/plant-leftovers';
import { copyProject } from './helpers/project-copy';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle, type WaffleOptions } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

const confirmed = ['--confirm', 'waffle-backend'];

describeWhere(isRootOnLinux && isOnPath('mmdebstrap'), 'root on Linux with mmdebstrap', 'waffle down', () => {
  const home = makeTemporaryDirectory(tmpdir());
  let project: Awaited<ReturnType<typeof copyProject>>;
  let moto: MotoServer;

  beforeAll(async () => {
    project = await copyProject();
  }, 60_000);
  afterAll(async () => {
    await project.remove();
    await rm(home, { recursive: true, force: true });
  });

  const freshAccount = () => {
    beforeAll(async () => {
      rmSync(receiptFolder(), { recursive: true, force: true });
      moto = new MotoServer();
      await moto.start();
    }, 60_000);
    afterAll(() => moto.remove());
  };

  const down = (words: readonly string[], options: Partial<WaffleOptions> = {}) =>
    runWaffle(['down', ...words], { variables: moto.variables, home, cwd: project.directory, ...options });
  const downWithJson = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await down(['--json', ...words]);
    if (stdout === '') throw new Error(`${code}: ${stderr}`);
    return { code, receipt: JSON.parse(stdout) as Receipt };
  };
  const receiptFolder = () => path.join(project.directory, 'results/teardown');
  const receiptFiles = () => readdirSync(receiptFolder()).sort();
  const readReceipt = (name = '') => readFileSync(path.join(receiptFolder(), name), 'utf8');

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

    test('nothing deployed is nothing left, with a receipt', async () => {
      const { code, stdout } = await down([]);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('✔ Nothing deployed, nothing left.'),
      });
      expect(receiptFiles()).toHaveLength(2);
    });

    test('a look tells what is billed and deletes nothing', async () => {
      await deployStack(moto);
      const before = await listAccount(moto.clientOptions);
      const { code, receipt } = await downWithJson('--check');
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
      const receipt = JSON.parse(readReceipt(receiptFiles().at(-2))) as Receipt;
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
      const texts = receiptFiles().map(readReceipt).join('');
      expect(texts).not.toContain(databasePassword);
      expect(texts).not.toContain('123456789012');
    });
  });

  describe('with protections, failures and a Ctrl-C', () => {
    freshAccount();
    const order = (orders: object) =>
      fetch(`${moto.endpoint}/moto-api/cloudformation`, { method: 'POST', body: JSON.stringify(orders) });
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
      await order({ failures: [{ resource: 'AWS::EC2::SecurityGroup', action: 'DELETE', reason }] });
      const { code, stderr } = await down(['--unprotect', ...words]);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /SharedSecurityGroup\w+ \(AWS::EC2::SecurityGroup\): The security group sg-1 has/,
      );
      expect(stderr).toContain('→ Something else uses it: waffle down --check');
    }, 60_000);

    test('Ctrl-C leaves CloudFormation at work and a receipt', async () => {
      await order({ failures: [], delayMs: 150 });
      const { code, stderr } = await down(words, { interruptAt: /Delete the stack[^]*the security group/ });
      expect({ code, stderr }).toEqual({
        code: 5,
        stderr: expect.stringContaining('What was done so far: results/'),
      });
      expect(readReceipt(receiptFiles().at(-2))).toContain('"outcome": "interrupted"');
    }, 60_000);

    test('the same command goes on', async () => {
      await order({ delayMs: 5 });
      const { code, stdout } = await down([...words, '--leftovers']);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('✔ Nothing of the project is left'),
      });
    }, 60_000);
  });

  describe('with a deploy that never ran, a bootstrap stack, and another region', () => {
    freshAccount();
    const elsewhere = () => ({ ...moto.clientOptions, region: 'eu-west-1' });
    const Tags = [{ Key: 'project', Value: 'waffle-backend' }];
    const TemplateBody = JSON.stringify({
      Parameters: { BootstrapVersion: { Type: 'String', Default: '30' } },
      Resources: { Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } } },
    });

    beforeAll(async () => {
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

    test('the deploy in another region is named and not touched', async () => {
      const { code, receipt } = await downWithJson('--all-regions', '--leftovers', ...confirmed);
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
      const { code, receipt } = await downWithJson('--bootstrap', ...confirmed);
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
      ours = await plantLeftovers(moto.clientOptions, 'waffle-backend');
      await plantLeftovers(moto.clientOptions, 'waffle-backend-2', 11);
      await plantTraps(moto);
      before = await listAccount(moto.clientOptions);
    }, 60_000);
    afterAll(() => standIn.stop());

    test('all of ours are found, of each kind', async () => {
      const { code, receipt } = await downWithJson();
      expect(code).toBe(3);
      expect(byKind(receipt.left)).toEqual(sorted(ours));
      expect(Object.keys(ours).length).toBeGreaterThan(25);
      expect(receipt.next).toBe('waffle down --leftovers --confirm waffle-backend');
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
      const { code, stdout } = await down(['--leftovers', '--all-regions', ...confirmed]);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('✔ Nothing of the project is left'),
      });
      expect(stdout).toMatch(/Looked for \d\d kinds in 20 regions/);
    }, 60_000);

    test('everything else is as it was', async () => {
      const ids = [...Object.values(ours), derivedDatabaseName('waffle-backend', 'bcdefa654321')]
        .flat()
        .map((id) => JSON.stringify(id));
      const others = before.filter((thing) => !ids.some((id) => thing.includes(id)));
      expect(await listAccount(moto.clientOptions)).toEqual(others);
    });

    test('nothing that is left is no error', async () => {
      const { code, stdout } = await down(['--leftovers', ...confirmed], { variables: standIn.variables });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('✔ Nothing deployed, nothing left.'),
      });
      expect(standIn.operations.filter((operation) => !/:(Describe|List|Get)/.test(operation))).toEqual([]);
      expect(standIn.operations.filter((operation) => /GetParameter/.test(operation))).toEqual([]);
    });

    test('no secret is in any receipt', () => {
      expect(receiptFiles().map(readReceipt).join('')).not.toContain(plantedSecret);
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

async function deleteStackOf({ clientOptions }: MotoServer, StackName: string): Promise<void> {
  const client = new CloudFormationClient(clientOptions);
  await client.send(new DeleteStackCommand({ StackName }));
  await eventually(async () => {
    const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
    const stack = StackSummaries.find((each) => each.StackName === StackName);
    if (stack?.StackStatus !== 'DELETE_COMPLETE') throw new Error(`${StackName}: ${stack?.StackStatus}`);
  });
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
