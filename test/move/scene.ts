import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Connection, createConnection } from 'mariadb';

import type { Environment } from '../../app/config';
import { prepareRelease } from '../../bench/machine/prepare-release';
import { parameterName, parameters, releaseFiles, stackOutputs } from '../../contract';
import { AwsStandIn } from '../../rehearsal/account/aws-stand-in';
import type { Ran } from '../../rehearsal/account/aws-stand-in/run-command';
import { MotoServer } from '../../rehearsal/account/moto-server';
import { Daemon } from '../helpers/daemon';
import { eventually } from '../helpers/eventually';
import { type Host, Network } from '../helpers/many/network';
import { type MysqlServer, startMysqlServer, testUser, throughSocket } from '../helpers/mysql-server';
import { RedisServer } from '../helpers/redis-server';
import { systemctl, systemdRun } from '../helpers/scratch-instance';
import { makeServer, projectName, writeStack } from '../helpers/server-in-moto';
import { ServerProcess } from '../helpers/server-process';
import { makeTemporaryDirectory } from '../helpers/temporary-directory';
import { TestAuthority } from '../helpers/test-authority';
import { runWaffle, type WaffleOptions, type WaffleResult } from '../helpers/waffle-process';
import { balancerConfiguration, type Door, taskPorts } from './balancer';
import { type Answered, MovingClients } from './moving-clients';

export const domain = 'api.example.com';
export const manyName = 'waffle-backend-many';
/** Of the domain's record, in place of 60. */
export const ttlSeconds = 2;
const root = path.join(__dirname, '../..');
const nameServer = '10.77.1.14';

/** What one project has, whichever topology. */
interface Side {
  readonly bucket: string;
  readonly redis: RedisServer;
  mysql?: MysqlServer;
  connection?: Connection;
}

/**
 * One server as `deployment/` makes it, and the same release as two processes behind a load balancer, each with a database of its
 * own, in one network with a name server: what a move is between.
 */
export class MoveScene {
  readonly directory = makeTemporaryDirectory(tmpdir());
  readonly authority = new TestAuthority(this.directory);
  readonly old: Side = { bucket: 'old-media', redis: new RedisServer() };
  readonly many: Side = { bucket: 'many-media', redis: new RedisServer() };
  readonly #moto = new MotoServer();
  #aws: AwsStandIn | undefined;
  #listener = '';
  /** As the load balancer is called, whatever the domain's record says. */
  #balancerName = 'balancer.elb.example.com';
  readonly #processes: ServerProcess[] = [];
  readonly #daemons: Daemon[] = [];
  readonly #jwtSecret = randomBytes(32).toString('hex');
  #server: ChildProcess | undefined;
  #serverHost: Host | undefined;
  #manyHost: Host | undefined;
  #namesHost: Host | undefined;
  #clientHost: Host | undefined;
  #door: Server | undefined;

  private constructor(private readonly network: Network) {}

  static async open(): Promise<MoveScene> {
    const scene = new MoveScene(await Network.create());
    try {
      await scene.#start();
      return scene;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  /** Which of the two the domain's record leads to from now on, as the weights 100 and 0 do. */
  lead(to: 'old' | 'many'): void {
    const [address, balancer] = [this.addresses[to], this.addresses.many];
    writeFileSync(this.#at('hosts'), `${address} ${domain}\n${balancer} ${this.#balancerName}\n`);
    if (this.#daemons.length > 0) process.kill(this.#nameServerPid, 'SIGHUP');
  }

  get addresses() {
    return { old: '10.77.1.11', many: '10.77.1.12' } as const;
  }

  /** `move.sh …` on the server, as root. */
  move(...words: readonly string[]): Promise<{ status: number | null; output: string }> {
    return this.#onServer(['bash', script, ...words]);
  }

  /** The same, and it is killed with all that it has started after so many ms. */
  async killedMove(afterMs: number, ...words: readonly string[]): Promise<void> {
    await this.#onServer(['bash', script, ...words], { killAfterMs: afterMs });
  }

  /** `waffle …` on the laptop. */
  waffle(words: readonly string[], options: Partial<WaffleOptions> = {}): Promise<WaffleResult> {
    const { variables } = given(this.#aws);
    return runWaffle(words, { home: this.directory, variables, ...options });
  }

  /** From now on, of one operation of AWS. */
  get aws(): AwsStandIn {
    return given(this.#aws);
  }

  /** Rules of the load balancer beside that which hands requests to the tasks. */
  async balancerRules(): Promise<readonly unknown[]> {
    const client = new ElasticLoadBalancingV2Client(this.#moto.clientOptions);
    const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn: this.#listener }));
    return Rules.filter(({ IsDefault }) => !IsDefault);
  }

  clients(token: string): MovingClients {
    const settings = {
      domain,
      nameServer,
      caFile: this.authority.caFile,
      token,
      workers: 4,
      pauseMs: 30,
    };
    return new MovingClients(this.#clientHost?.inside ?? [], settings);
  }

  /** One request from the clients' machine. */
  ask(to: 'old' | 'many', method: string, target: string, json?: unknown, authorization?: string): Answered {
    const words = [
      ...['curl', '-sS', '-i', '--http1.1', '--max-time', '10', '--cacert', this.authority.caFile],
      ...['-X', method, '--resolve', `${domain}:443:${this.addresses[to]}`],
      ...(json === undefined ? [] : ['-H', 'Content-Type: application/json', '-d', JSON.stringify(json)]),
      ...(authorization === undefined ? [] : ['-H', `Authorization: ${authorization}`]),
      `https://${domain}/api/v1/${target}`,
    ];
    const [command = '', ...rest] = [...(this.#clientHost?.inside ?? []), ...words];
    const [head = '', ...body] = execFileSync(command, rest, { encoding: 'utf8' }).split('\r\n\r\n');
    const text = body.join('\r\n\r\n');
    return {
      status: Number(head.split(' ')[1]),
      headers: head.toLowerCase(),
      body: /^[[{]/.test(text) ? JSON.parse(text) : text,
    };
  }

  async close(): Promise<void> {
    for (const each of this.#processes) each.kill('SIGKILL');
    for (const each of this.#processes) await each.exitCode;
    for (const daemon of this.#daemons) await daemon.kill();
    this.#server?.kill('SIGKILL');
    for (const side of [this.old, this.many]) {
      await side.connection?.end();
      await side.mysql?.stop();
      await side.redis.remove();
    }
    this.#door?.close();
    await this.#aws?.stop();
    await this.#moto.remove();
    await this.network.remove();
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const { network } = this;
    this.#serverHost = await network.addHost('old', 11, ['front']);
    this.#manyHost = await network.addHost('many', 12, ['front']);
    this.#clientHost = await network.addHost('client', 13, ['front']);
    this.#namesHost = await network.addHost('names', 14, ['front']);
    for (const folder of ['layers', 'run', 'bin', 'media', 'units']) mkdirSync(this.#at(folder));
    this.lead('old');
    await Promise.all([
      prepareRelease(root, this.#at('release')),
      this.#startData(this.old, this.#serverHost),
      this.#startData(this.many, this.#manyHost),
      this.#startBuckets(),
    ]);
    await this.#migrate('old');
    await this.#migrate('many');
    this.#writeFiles();
    await this.#startNames();
    await this.#startServer();
    await this.#startMany();
    await this.#makeAccount();
  }

  /** Both projects as the laptop finds them: two stacks, the server's agent, tasks that really run, a load balancer, secrets. */
  async #makeAccount(): Promise<void> {
    this.#aws = await AwsStandIn.start(this.#moto);
    this.#aws.runCommand.run = (script) => this.#runOnServer(script);
    this.#aws.tasks.run = (command) => this.#runAsTask(command);
    await makeServer(this.#moto, { [stackOutputs.mediaBucket]: this.old.bucket });
    await this.#makeBalancer();
    await writeStack(this.#moto, manyName, {
      [stackOutputs.mediaBucket]: this.many.bucket,
      [stackOutputs.cluster]: manyName,
      [stackOutputs.migrationTask]: `${manyName}-migrate:1`,
      [stackOutputs.taskSubnets]: 'subnet-1,subnet-2',
      [stackOutputs.taskSecurityGroup]: 'sg-1',
      [stackOutputs.balancerHost]: this.#balancerName,
    });
    for (const name of [projectName, manyName]) {
      const secret = { Name: parameterName(name, parameters.jwtSecret), Value: this.#jwtSecret };
      const command = new PutParameterCommand({ ...secret, Type: 'SecureString' });
      await new SSMClient(this.#moto.clientOptions).send(command);
    }
  }

  async #makeBalancer(): Promise<void> {
    const client = new ElasticLoadBalancingV2Client(this.#moto.clientOptions);
    const { Subnets = [] } = await new EC2Client(this.#moto.clientOptions).send(new DescribeSubnetsCommand());
    const ids = Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId);
    const { LoadBalancers: [balancer] = [] } = await client.send(
      new CreateLoadBalancerCommand({ Name: manyName, Subnets: ids }),
    );
    const { Listeners: [listener] = [] } = await client.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancer?.LoadBalancerArn,
        Port: 443,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }],
      }),
    );
    this.#listener = listener?.ListenerArn ?? '';
    this.#balancerName = balancer?.DNSName ?? '';
    this.lead('old');
  }

  async #runOnServer(script: string): Promise<Ran> {
    const { status, output, errors } = await this.#onServer(['bash', '-s'], { script });
    return { code: status ?? 1, stdout: output, stderr: errors };
  }

  async #runAsTask(command: readonly string[]): Promise<{ exitCode: number; output: string }> {
    const [file = '', ...words] = command;
    const program = [this.#at('release', file), ...words];
    const run = new ServerProcess(this.#environmentOf('many'), program, this.#manyHost?.inside);
    this.#processes.push(run);
    return { exitCode: (await run.exitCode) ?? 1, output: run.output };
  }

  async #startData(side: Side, { inside }: Host): Promise<void> {
    await side.redis.start();
    side.mysql = await startMysqlServer({ inside, flags: ['--require-secure-transport=ON'] });
    const socket = { ...throughSocket(side.mysql.socket), ...testUser, multipleStatements: true };
    side.connection = await createConnection(socket);
    await side.connection.query('CREATE DATABASE waffle; USE waffle');
  }

  /** The machines of the network reach S3 by a socket of a folder: it is on this machine, outside. */
  async #startBuckets(): Promise<void> {
    await this.#moto.start();
    for (const Bucket of [this.old.bucket, this.many.bucket])
      await this.#s3.send(new CreateBucketCommand({ Bucket }));
    const port = Number(new URL(this.#moto.endpoint).port);
    this.#door = createServer((socket) => {
      const onward = connect(port, '127.0.0.1');
      socket.pipe(onward).pipe(socket);
      for (const end of [socket, onward]) end.on('error', () => (socket.destroy(), onward.destroy()));
    });
    await new Promise<void>((resolve) => this.#door?.listen(this.#at('s3.sock'), resolve));
  }

  get #s3(): S3Client {
    return new S3Client({ ...this.#moto.clientOptions, forcePathStyle: true });
  }

  async #migrate(of: 'old' | 'many'): Promise<void> {
    const inside = (of === 'old' ? this.#serverHost : this.#manyHost)?.inside;
    const run = new ServerProcess(
      this.#environmentOf(of),
      [this.#at('release', releaseFiles.migrate)],
      inside,
    );
    if ((await run.exitCode) !== 0) throw new Error(run.output);
  }

  #writeFiles(): void {
    const { key, cert } = this.authority.issue('site', `DNS:${domain}`);
    writeFileSync(this.#at('privkey.pem'), key);
    writeFileSync(this.#at('fullchain.pem'), cert);
    writeFileSync(this.#at('resolv.conf'), `nameserver ${nameServer}\n`);
    const { DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USER } = this.#environmentOf('old');
    const settings = { ALLOWED_HOSTS: domain, DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USER };
    const media = { MEDIA_BUCKET: this.old.bucket, AWS_REGION: 'us-east-1' };
    writeFileSync(this.#at('app.env'), lines({ ...settings, ...media }));
    execFileSync('cp', [this.old.mysql?.caFile ?? '', this.#at('database-ca.pem')]);
    const reload = '#!/bin/bash\n[ "$*" != "reload-or-restart nginx.service" ] || exec nginx -s reload\n';
    writeFileSync(this.#at('bin/systemctl'), `${reload}${systemctl}`, { mode: 0o755 });
    writeFileSync(this.#at('bin/systemd-run'), systemdRun, { mode: 0o755 });
    writeFileSync(this.#at('journal'), '');
  }

  async #startNames(): Promise<void> {
    const { inside = [] } = this.#namesHost ?? {};
    const words = [
      '--keep-in-foreground',
      '--no-resolv',
      '--no-hosts',
      '--conf-file=/dev/null',
      '--user=root',
    ];
    const files = [`--addn-hosts=${this.#at('hosts')}`, `--pid-file=${this.#at('names.pid')}`];
    const [command = '', ...args] = [...inside, 'dnsmasq', ...words, ...files, `--local-ttl=${ttlSeconds}`];
    const log = { logFile: this.#at('names.log'), timeoutMs: 10_000 };
    const probe = async () => {
      await Promise.resolve();
      if (!existsSync(this.#at('names.pid'))) throw new Error('not yet');
    };
    this.#daemons.push(await Daemon.start({ command, args, probe, ...log }));
  }

  /** nsenter executes the program: the process is the name server itself. */
  get #nameServerPid(): number {
    return this.#daemons[0]?.pid ?? 0;
  }

  async #startServer(): Promise<void> {
    const { inside = [] } = this.#serverHost ?? {};
    const script = path.join(__dirname, 'enter-server.sh');
    const words = ['unshare', '--mount', '--propagation', 'private', 'bash', script];
    const given = [this.directory, this.#at('release'), root, path.dirname(this.old.redis.socket)];
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...inside, ...words, ...given]);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    this.#server = child;
    await eventually(async () => {
      await Promise.resolve();
      if (!said.includes('ready')) throw new Error(`The server is not made: ${said}`);
    }, 10_000);
    const server = { ...this.#environmentOf('old'), LISTEN_SOCKET: this.#at('run/app.sock') };
    await this.#runApi(server, inside);
    chmodSync(this.#at('run/app.sock'), 0o666);
    await this.#startNginx(this.#inServer(['nginx', '-g', 'daemon off;']), 'old');
  }

  async #startMany(): Promise<void> {
    const { inside = [] } = this.#manyHost ?? {};
    for (const port of taskPorts) {
      const task = { HOST: '127.0.0.1', PORT: String(port), TRUSTED_PROXY_HOPS: '1' };
      await this.#runApi({ ...this.#environmentOf('many'), ...task }, inside);
    }
    const door: Door = { directory: this.directory, bucketSocket: this.#at('s3.sock') };
    writeFileSync(this.#at('balancer.conf'), balancerConfiguration(door));
    await this.#startNginx(
      [...inside, 'nginx', '-p', this.directory, '-c', this.#at('balancer.conf')],
      'many',
    );
  }

  async #runApi(environment: Environment, inside: readonly string[]): Promise<void> {
    const api = new ServerProcess(environment, [this.#at('release', releaseFiles.server)], inside);
    this.#processes.push(api);
    await api.untilListening();
  }

  async #startNginx([command = '', ...args]: readonly string[], side: 'old' | 'many'): Promise<void> {
    const probe = async () => {
      await Promise.resolve();
      if (this.ask(side, 'GET', 'seminar/').status !== 401) throw new Error('not yet');
    };
    const log = { logFile: this.#at(`${side}.log`), timeoutMs: 10_000 };
    this.#daemons.push(await Daemon.start({ command, args, probe, ...log }));
  }

  #inServer(words: readonly string[]): readonly string[] {
    return ['nsenter', '--mount', '--net', `--target=${this.#server?.pid}`, '--', ...words];
  }

  #onServer(
    words: readonly string[],
    { script = '', killAfterMs }: { readonly script?: string; readonly killAfterMs?: number } = {},
  ) {
    const [command = '', ...args] = this.#inServer(words);
    const own = { PATH: `${this.#at('bin')}:${process.env['PATH']}`, SCRATCH: this.directory };
    const env = { ...this.#moto.variables, ...own, AWS_ENDPOINT_URL: bucketUrl };
    const child = spawn(command, args, { detached: true, env });
    child.stdin.on('error', () => undefined).end(script);
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (errors += String(chunk)));
    const kill = () => process.kill(-(child.pid ?? 0), 'SIGKILL');
    const timer = killAfterMs === undefined ? undefined : setTimeout(kill, killAfterMs);
    return new Promise<{ status: number | null; output: string; errors: string }>((resolve) =>
      child.once('close', (status) => {
        clearTimeout(timer);
        resolve({ status, output, errors });
      }),
    );
  }

  #environmentOf(of: 'old' | 'many'): Environment {
    const { mysql, redis, bucket } = this[of];
    const password = this.#at('database-password');
    if (!existsSync(password)) writeFileSync(password, testUser.password, { mode: 0o600 });
    const secret = this.#at('jwt-secret');
    if (!existsSync(secret)) writeFileSync(secret, this.#jwtSecret, { mode: 0o600 });
    return {
      ...this.#moto.variables,
      AWS_ENDPOINT_URL: bucketUrl,
      NODE_ENV: 'production',
      ALLOWED_HOSTS: domain,
      DATABASE_HOST: '127.0.0.1',
      DATABASE_PORT: String(mysql?.port),
      DATABASE_NAME: 'waffle',
      DATABASE_USER: testUser.user,
      DATABASE_PASSWORD_FILE: password,
      DATABASE_CA_FILE: mysql?.caFile ?? '',
      REDIS_URL: `unix:${redis.socket}`,
      JWT_SECRET_FILE: secret,
      MEDIA_DIRECTORY: this.#at('media'),
      MEDIA_BUCKET: bucket,
    };
  }

  #at(...parts: readonly string[]): string {
    return path.join(this.directory, ...parts);
  }
}

const script = '/opt/waffle-backend/current/deployment/move.sh';

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The scene has not started it.');
  return value;
}

/** The balancer's machine hands it on. */
const bucketUrl = 'http://10.77.1.12:5000';

const lines = (settings: Readonly<Record<string, string | undefined>>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
