import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IAMClient, CreateRoleCommand } from '@aws-sdk/client-iam';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemLine, Receipt } from '../bin/teardown/receipt';
import { databasePassword, deployStack } from './helpers/deployed-stack';
import { listAccount } from './helpers/list-account';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from './helpers/moto-server';
import { type Planted, plantedSecret, plantLeftovers } from './helpers/plant-leftovers';
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

  describe('with a stack', () => {
    freshAccount();

    test('nothing deployed is nothing left, with a receipt', async () => {
      const { code, stdout } = await down([]);
      expect(stdout).toContain('✔ Nothing deployed, nothing left.');
      expect(code).toBe(0);
      expect(receiptFiles()).toHaveLength(2);
    });
  });

  describe('with leftovers of ours and of a stranger', () => {
    freshAccount();
    let ours: Planted;
    let before: readonly string[];

    beforeAll(async () => {
      ours = await plantLeftovers(moto.clientOptions, 'waffle-backend');
      await plantLeftovers(moto.clientOptions, 'waffle-backend-2', 11);
      await plantTraps(moto);
      before = await listAccount(moto.clientOptions);
    }, 60_000);

    test('scratch', async () => {
      const { code, stdout, stderr } = await down(['--check', '--all-regions']);
      process.stdout.write(`${code}\n${stdout}\n${stderr}`);
      const r = await downWithJson('--check');
      expect(byKind(r.receipt.left)).toEqual(sorted(ours));
      const d = await down(['--all-regions', '--leftovers', ...confirmed]);
      process.stdout.write(`${d.code}\n${d.stdout}\n${d.stderr}`);
      const after = await listAccount(moto.clientOptions);
      const ids = Object.values(ours)
        .flat()
        .map((id) => JSON.stringify(id));
      expect(after).toEqual(before.filter((line) => !ids.some((id) => line.includes(id))));
      process.stdout.write(JSON.stringify(moto.stumbles));
      void databasePassword;
      void deployStack;
      void plantedSecret;
      void readReceipt;
    }, 120_000);
  });
});

const byKind = (lines: readonly ItemLine[]) => {
  const kinds = [...new Set(lines.map(({ kind }) => kind))];
  return sorted(
    Object.fromEntries(
      kinds.map((kind) => [kind, lines.filter((line) => line.kind === kind).map(({ id }) => id)]),
    ),
  );
};

const sorted = (planted: Planted): Planted =>
  Object.fromEntries(Object.entries(planted).map(([kind, ids]) => [kind, [...ids].sort()]));

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
