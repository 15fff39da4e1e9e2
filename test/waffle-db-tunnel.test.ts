import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createConnection } from 'mariadb';
import { openDatabase } from '../bin/db/open-database';
import { openTlsGate, type TlsGate } from '../bin/db/tls-gate';
import { freePort } from '../bin/io/free-port';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { makeCertificate, type MysqlServer, startMysqlServer, testUser } from './helpers/mysql-server';
import { databaseHost, instanceId, masterPassword, PrivateDatabase } from './helpers/private-database';
import { sessionToken, writePlugin } from './helpers/session-manager-plugin';
import { watchProcesses } from './helpers/watch-processes';
import { describeWhere } from './helpers/when-available';

const setUpTimeoutMs = 120_000;

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap') && isOnPath('ssh'),
  'root on Linux with mmdebstrap and ssh',
  'waffle db',
  () => {
    const db = new PrivateDatabase();
    beforeAll(() => db.start(), setUpTimeoutMs);
    afterAll(() => db.stop());

    const signIn = (port: number) =>
      createConnection({
        host: '127.0.0.1',
        port,
        user: 'master',
        password: masterPassword,
        ssl: { rejectUnauthorized: false },
      });
    const isOpen = async (port: number) => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      return Promise.race([
        once(socket, 'connect').then(
          () => true,
          () => false,
        ),
      ]).finally(() => socket.destroy());
    };
    const untilOpen = async (port: number, expected: boolean) => {
      for (let tries = 0; tries < 500 && (await isOpen(port)) !== expected; tries += 1) await sleep(20);
      return isOpen(port);
    };

    describe('tunnel', () => {
      test('another client signs in through it, until Ctrl-C', async () => {
        const port = await freePort();
        let signedIn = false;
        const use = async (child: ChildProcess) => {
          let said = '';
          child.stdout?.on('data', (text: string) => (said += text));
          while (!said.includes('Password:')) await sleep(20);
          await (await signIn(port)).end();
          signedIn = true;
          child.kill('SIGINT');
        };
        const result = await db.waffle(['tunnel', '--port', String(port)], {
          onStart: (child) => void use(child),
        });
        expect(result.stdout).toContain(`The database waffle is at 127.0.0.1:${port} until Ctrl-C.`);
        expect(result.stdout).toMatch(
          new RegExp(`mysql --host=127.0.0.1 --port=${port} --user=master --password --ssl-ca=`),
        );
        expect(result.stdout).toContain(
          'aws ssm get-parameter --with-decryption --name /waffle-backend/database/password',
        );
        expect(result.stdout + result.stderr).not.toContain(masterPassword);
        expect({ signedIn, code: result.code, open: await isOpen(port) }).toEqual({
          signedIn: true,
          code: 0,
          open: false,
        });
      });

      test('it ends with a command line that is killed', async () => {
        const port = await freePort();
        const kill = async (child: ChildProcess) => {
          await untilOpen(port, true);
          child.kill('SIGKILL');
        };
        const { code } = await db.waffle(['tunnel', '--port', String(port)], {
          onStart: (child) => void kill(child),
        });
        expect(code).toBeNull();
        expect(await untilOpen(port, false)).toBe(false);
      });

      test('a port that is taken is said', async () => {
        const server = createServer().listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        const { code, stderr } = await db.waffle(['tunnel', '--port', String(port)]);
        server.close();
        expect(stderr).toContain(`Port ${port} of 127.0.0.1 cannot be had: listen EADDRINUSE`);
        expect(code).toBe(2);
      });
    });

    describe('over Session Manager', () => {
      let aws: AwsStandIn;
      beforeAll(async () => {
        aws = await AwsStandIn.start(db.moto);
        // The instance has an agent; nothing is run.
        aws.runCommand.run = () => Promise.reject(new Error('not asked for'));
        writePlugin(join(db.directory, 'plugin'), { [databaseHost]: '127.0.0.1' });
      });
      afterAll(() => aws.stop());

      test('a client opens, and the token is on no command line', async () => {
        const variables = {
          AWS_ENDPOINT_URL_SSM: aws.endpoint,
          PATH: `${join(db.directory, 'plugin')}:${db.path('mysql')}`,
        };
        const watch = watchProcesses();
        const words = ['--via', 'ssm', '--', '-N', '-e', 'SELECT SLEEP(0.3), DATABASE()'];
        const { code, stdout } = await db.waffle(words, { variables });
        expect({ code, stdout }).toEqual({ code: 0, stdout: '0\twaffle\n' });
        const seen = watch.stop();
        const plugins = seen.filter((text) =>
          text.includes('session-manager-plugin AWS_SSM_START_SESSION_RESPONSE us-east-1'),
        );
        expect(plugins.length).toBeGreaterThan(0);
        // The plugin's own variable has the token, nothing has the password.
        const others = seen.filter((text) => !text.includes('AWS_SSM_START_SESSION_RESPONSE={'));
        expect(others.filter((text) => text.includes(sessionToken))).toEqual([]);
        expect(seen.filter((text) => text.includes(masterPassword))).toEqual([]);
      });

      test('AWS is asked for the port of the database, and told the end', () => {
        const [start, end] = aws.calls.filter(({ operation }) => operation.endsWith('Session'));
        expect(start?.parameters).toEqual({
          Target: instanceId,
          DocumentName: 'AWS-StartPortForwardingSessionToRemoteHost',
          Parameters: {
            host: [databaseHost],
            portNumber: [String(db.mysql.port)],
            localPortNumber: [expect.stringMatching(/^\d+$/)],
          },
        });
        expect(end).toMatchObject({
          operation: 'TerminateSession',
          parameters: { SessionId: expect.any(String) },
        });
      });

      test('throttled, it asks again', async () => {
        aws.forget();
        aws.plant(
          { times: 2, does: 'throttled' },
          { operation: 'StartSession', times: 2, does: 'throttled' },
        );
        const variables = {
          AWS_ENDPOINT_URL: aws.endpoint,
          PATH: `${join(db.directory, 'plugin')}:${db.path('mysql')}`,
        };
        const { code, stdout } = await db.waffle(['--via', 'ssm', '--', '-N', '-e', 'SELECT DATABASE()'], {
          variables,
        });
        expect({ code, stdout }).toEqual({ code: 0, stdout: 'waffle\n' });
        expect(aws.calls.length - aws.operations.length).toBeGreaterThanOrEqual(4);
      });

      test('without the plugin it is said how to get it', async () => {
        const { code, stderr } = await db.waffle(['--via', 'ssm']);
        expect(stderr).toContain('The session-manager-plugin is not installed.');
        expect(code).toBe(1);
      });
    });

    describe('what is not proven to be the database gets no password', () => {
      const loginTo = (port: number, caFile: string, host = databaseHost) => ({
        host,
        port,
        user: testUser.user,
        password: testUser.password,
        database: 'mysql',
        caFile,
        ca: readFileSync(caFile, 'utf8'),
      });

      test('one whose certificate another authority signed', async () => {
        const other = makeCertificate(db.folder, `DNS:${databaseHost}`);
        await db.trust(other);
        // A cache of its own: trust anchors are kept for a month.
        const { code, stderr } = await db.waffle(['dump'], { home: db.folder });
        await db.trust(db.mysql.caFile);
        expect(stderr).toContain(
          `What answers is not proven to be ${databaseHost}, so no password goes there: `,
        );
        expect(code).toBe(4);
      });

      test('one whose certificate names another host', async () => {
        const login = loginTo(db.mysql.port, db.mysql.caFile, 'other.example.com');
        await expect(openDatabase(login)).rejects.toThrow('is not proven to be other.example.com');
      });

      describe('one without TLS', () => {
        let plain: MysqlServer;
        let gate: TlsGate;
        beforeAll(async () => {
          plain = await startMysqlServer({ flags: ['--tls-version='] });
          gate = await openTlsGate(plain.port);
        });
        afterAll(() => Promise.all([gate.close(), plain.stop()]));

        test('by our own sign-in', async () => {
          const login = loginTo(plain.port, db.mysql.caFile);
          await expect(openDatabase(login)).rejects.toThrow(`is not proven to be ${databaseHost}`);
        });

        /** MariaDB's client of Debian 12 (10.11) signs in without TLS if it can. */
        test.each([
          ['past the gate', () => plain.port, /waffle|SSL is required/],
          ['through the gate', () => gate.port, /Lost connection/],
        ])('by the oldest client, %s', async (_way, port, expected) => {
          expect(await signInWithMariadb(port(), [`--ssl-ca=${db.mysql.caFile}`, '--ssl'])).toMatch(expected);
        });
      });

      test('a client that wants no TLS', async () => {
        const gate = await openTlsGate(db.mysql.port);
        const said = await signInWithMariadb(gate.port, ['--skip-ssl']);
        await gate.close();
        expect(said).toMatch(/Lost connection/);
      });
    });

    describe('it is refused', () => {
      test.each([
        [
          'where nothing is deployed',
          ['dump', '-c', 'projectName=another'],
          6,
          'another is not deployed in us-east-1.',
        ],
        [
          'with a word that it does not know',
          ['dmup'],
          2,
          'db does not know “dmup”. Allowed: tunnel, dump, load',
        ],
        ['without a file to load', ['load'], 2, 'Which file?'],
        [
          'over SSH with the wrong key',
          ['--identity', '/dev/null', 'dump'],
          4,
          'Permission denied (publickey',
        ],
      ])('%s', async (_why, words, code, message) => {
        const result = await db.waffle(words);
        expect(result.stderr).toContain(message);
        expect(result.code).toBe(code);
      });
    });
  },
);

/** What the client says; it is run beside us, who are the gate. */
const signInWithMariadb = (port: number, words: readonly string[]): Promise<string> => {
  const args = [
    '--host=127.0.0.1',
    `--port=${port}`,
    `--user=${testUser.user}`,
    `--password=${testUser.password}`,
  ];
  return new Promise((resolve) => {
    execFile(
      'mariadb',
      ['--no-defaults', ...args, ...words, '-e', 'SELECT USER()'],
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
};
