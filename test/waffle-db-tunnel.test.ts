import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createConnection } from 'mariadb';
import { openDatabase } from '../bin/db/open-database';
import { AwsStandIn } from './helpers/aws-stand-in';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { freePort, makeCertificate, startMysqlServer, testUser } from './helpers/mysql-server';
import { databaseHost, instanceId, masterPassword, PrivateDatabase } from './helpers/private-database';
import { sessionToken, writePlugin } from './helpers/session-manager-plugin';
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
        const lines = new Set<string>();
        const watch = setInterval(() => commandLines().forEach((line) => lines.add(line)), 10);
        const words = ['--via', 'ssm', '--', '-N', '-e', 'SELECT SLEEP(0.3), DATABASE()'];
        const { code, stdout } = await db.waffle(words, { variables }).finally(() => clearInterval(watch));
        expect({ code, stdout }).toEqual({ code: 0, stdout: '0\twaffle\n' });
        const all = [...lines].join('\n');
        expect(all).toContain('session-manager-plugin AWS_SSM_START_SESSION_RESPONSE us-east-1 StartSession');
        expect(all).not.toContain(sessionToken);
        expect(all).not.toContain(masterPassword);
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

      test('one without TLS', async () => {
        const plain = await startMysqlServer({ flags: ['--tls-version='] });
        try {
          await expect(openDatabase(loginTo(plain.port, db.mysql.caFile))).rejects.toThrow(
            `is not proven to be ${databaseHost}`,
          );
        } finally {
          await plain.stop();
        }
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

const commandLines = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return ''; // it has ended meanwhile
      }
    });
