import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import {
  DescribeDBInstancesCommand,
  RDSClient,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { databaseHost, masterPassword, PrivateDatabase } from './helpers/private-database';
import { sessionToken, writePlugin } from './helpers/session-manager-plugin';
import { TeardownScene } from './helpers/teardown-scene';
import { type Dialogue, keys, runWaffleOnTerminal } from './helpers/waffle-on-terminal';
import type { WaffleOptions } from './helpers/waffle-process';
import { watchProcesses } from './helpers/watch-processes';
import { describeWhere } from './helpers/when-available';

const everything = ['--dump', 'last.sql.gz', '--leftovers', '--confirm', 'waffle-backend'];

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap') && isOnPath('ssh') && isOnPath('script'),
  'root on Linux with mmdebstrap, ssh and script',
  'waffle down with a dump first',
  () => {
    const scene = TeardownScene.create();
    const db = new PrivateDatabase();
    let aws: AwsStandIn;

    beforeAll(async () => {
      await db.start();
      await db.master.query("CREATE TABLE Waffle (name TEXT); INSERT INTO Waffle VALUES ('the last one')");
      aws = await AwsStandIn.start(db.moto);
      // Its agent takes sessions; nothing is run.
      aws.runCommand.run = () => Promise.reject(new Error('not asked for'));
      writePlugin(join(db.directory, 'plugin'), { [databaseHost]: '127.0.0.1' });
    }, 120_000);
    afterAll(async () => {
      await aws.stop();
      await db.stop();
    });
    afterEach(() => {
      aws.forget();
      for (const name of files()) rmSync(join(db.folder, name));
    });

    /** Without what a killed run has left, which the next one removes. */
    const files = () => readdirSync(db.folder).filter((name) => !name.startsWith('.'));
    const variables = () => ({
      ...aws.variables,
      PATH: `${join(db.directory, 'plugin')}:${db.path('mysql')}`,
    });
    const options = () => ({
      variables: variables(),
      home: scene.home,
      folder: db.folder,
    });
    const down = (words: readonly string[], more: Partial<WaffleOptions> = {}) =>
      scene.down(['-c', db.caSetting, ...words], { ...options(), ...more });
    const answer = (...dialogue: Dialogue) =>
      runWaffleOnTerminal(scene.words('-c', db.caSetting), { ...options(), dialogue });
    /** What changes anything, a session's end apart. */
    const changes = () =>
      aws.operations.filter((name) => !/:(Describe|List|Get|StartSession|TerminateSession)/.test(name));

    describe('deletes nothing where there can be none', () => {
      const database = async () => {
        const { DBInstances } = await new RDSClient(db.moto.clientOptions).send(
          new DescribeDBInstancesCommand({}),
        );
        return { DBInstanceIdentifier: DBInstances?.[0]?.DBInstanceIdentifier };
      };
      const rds = () => new RDSClient(db.moto.clientOptions);
      const agent = (isThere: boolean) => {
        aws.runCommand.run = isThere ? () => Promise.reject(new Error('not asked for')) : undefined;
      };

      test.each<[string, number, string, () => unknown, (() => unknown)?]>([
        [
          'while the project is paused',
          1,
          'waffle resume, then the same command again',
          async () => rds().send(new StopDBInstanceCommand(await database())),
          async () => rds().send(new StartDBInstanceCommand(await database())),
        ],
        [
          'where the instance has no agent',
          4,
          'or go over SSH: --via ssh',
          () => agent(false),
          () => agent(true),
        ],
      ])('%s', async (_where, code, way, before, after) => {
        await before();
        const result = await down(everything);
        await after?.();
        expect(result).toMatchObject({ code, stderr: expect.stringContaining(way) });
        expect(result.stderr).toContain('Nothing was deleted. Without a dump: waffle down --without-dump');
        expect([changes(), files()]).toEqual([[], []]);
      });

      test('without the plugin', async () => {
        const without = { ...variables(), PATH: db.path('mysql') };
        const { code, stderr } = await down(everything, { variables: without });
        expect({ code, stderr }).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('The session-manager-plugin is not installed.'),
        });
        expect(stderr).toMatch(/or go over SSH: --via ssh\n.*Nothing was deleted\./);
        expect(changes()).toEqual([]);
      });

      const overSsh = () => ['--via', 'ssh', '--identity', db.ssh.identityFile];

      test.each<[NodeJS.Signals, string, () => readonly string[]]>([
        ['SIGINT', 'over SSH', overSsh],
        ['SIGKILL', 'over Session Manager', () => []],
      ])('after %s in the middle, %s', async (signal, _way, words) => {
        await db.master.query('LOCK TABLES Waffle WRITE');
        const onStart = (child: ChildProcess) => void untilDumpWaits().then(() => child.kill(signal));
        const { code } = await down([...everything, ...words()], { onStart });
        await db.master.query('UNLOCK TABLES');
        expect(code).toBe(signal === 'SIGINT' ? 5 : null);
        expect([changes(), files()]).toEqual([[], []]);
      });
      const untilDumpWaits = async () => {
        const waiting = "SELECT 1 FROM information_schema.processlist WHERE state LIKE 'Waiting for table%'";
        while ((await db.admin.query(waiting)).length === 0) await sleep(20);
      };
    });

    describe('and everything deleted afterwards', () => {
      test('the dump is whole, and its owner’s alone', async () => {
        const watch = watchProcesses();
        const { code, stdout, stderr } = await down(['--json', ...everything]);
        const seen = watch.stop();
        expect({ code, stdout: JSON.parse(stdout || '{}'), stderr }).toMatchObject({
          code: 0,
          stdout: { outcome: 'nothing left', dump: 'last.sql.gz' },
        });
        const file = join(db.folder, 'last.sql.gz');
        const sql = gunzipSync(readFileSync(file)).toString();
        expect(sql).toMatch(/INSERT INTO `Waffle` VALUES \('the last one'\)[^]*-- Dump completed/);
        expect([statSync(file).mode & 0o777, readdirSync(db.folder)]).toEqual([0o600, ['last.sql.gz']]);
        const texts = [...seen, stdout, stderr, sql, ...scene.receiptTexts];
        expect(texts.filter((text) => text.includes(masterPassword))).toEqual([]);
        const others = texts.filter((text) => !text.includes('AWS_SSM_START_SESSION_RESPONSE={'));
        expect(others.filter((text) => text.includes(sessionToken))).toEqual([]);
      });
    });

    describe('on a terminal', () => {
      const dumpIt = /Dump the database to this machine first\?/;
      const name = /Type the project’s name, waffle-backend/;
      const wrong = /That is not waffle-backend\./;
      const leftovers = /Delete it\?/;

      beforeAll(() => db.deploy());

      test.each<[string, Dialogue]>([
        ['the offer of a dump', [[dumpIt, keys.ctrlC]]],
        [
          'the question for the name, answered with another',
          [
            [dumpIt, `n${keys.enter}`],
            [name, `waffle${keys.enter}`],
            [wrong, keys.ctrlC],
          ],
        ],
      ])('Ctrl-C at %s deletes nothing', async (_question, dialogue) => {
        const { code, screen } = await answer(...dialogue);
        expect({ code, screen }).toEqual({
          code: 5,
          screen: expect.stringContaining('Left without an answer; nothing was done after the question.'),
        });
        expect([changes(), files()]).toEqual([[], []]);
      });

      test('Ctrl-C at the last question leaves a receipt of what was done', async () => {
        const { code, screen } = await answer(
          [dumpIt, keys.enter],
          [name, `waffle${keys.enter}`],
          [wrong, `${keys.ctrlU}waffle-backend${keys.enter}`],
          [leftovers, keys.ctrlC],
        );
        expect({ code, screen }).toEqual({
          code: 5,
          screen: expect.stringMatching(/What was done so far: .*receipts\//),
        });
        const { outcome, dump, stacks, left, monthlyUsd } = scene.lastReceipt;
        expect({ outcome, dumps: [dump], stacks }).toMatchObject({
          outcome: 'interrupted',
          dumps: files(),
          stacks: [{ name: 'waffle-backend', isGone: true }],
        });
        expect({ left, after: monthlyUsd.after }).toMatchObject({
          left: [{ kind: 'ssm-parameter' }],
          after: 0,
        });
      });

      test('the same command goes on from there', async () => {
        const { code, screen } = await answer(
          [leftovers, `y${keys.enter}`],
          [name, `waffle-backend${keys.enter}`],
        );
        expect({ code, screen }).toEqual({
          code: 0,
          screen: expect.stringContaining('✔ Nothing of the project is left'),
        });
      });
    });
  },
);
