import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Connection, createConnection } from 'mariadb';

import type { Environment } from '../../../app/config';
import { prepareRelease } from '../../../bench/machine/prepare-release';
import { releaseFiles } from '../../../contract';
import { Daemon } from '../daemon';
import { type MysqlServer, startMysqlServer, testUser, throughSocket } from '../mysql-server';
import { RedisServer } from '../redis-server';
import { ServerProcess } from '../server-process';
import { makeTemporaryDirectory } from '../temporary-directory';
import { appPort, balancerConfiguration } from './balancer-configuration';
import { type Answer, Client } from './client';
import { type Host, Network } from './network';

export const names = ['a', 'b', 'c', 'd'] as const;
export type Name = (typeof names)[number];

const root = path.join(__dirname, '../../..');

/**
 * The release as four processes of production on four machines, one MySQL, one Redis with TLS and password, Nginx before
 * them: each on a machine of its own, in a network that only we see.
 */
export class Scene {
  readonly directory = makeTemporaryDirectory(tmpdir());
  readonly #processes = new Map<Name, ServerProcess>();
  readonly #hosts = new Map<Name, Host>();
  readonly #secrets = { redis: randomBytes(16).toString('hex'), jwt: randomBytes(32).toString('hex') };
  #mysql: MysqlServer | undefined;
  #redis: RedisServer | undefined;
  #balancer: Daemon | undefined;
  #balancerHost: Host | undefined;
  #connection: Connection | undefined;

  private constructor(readonly network: Network) {}

  /** Machines, database, Redis and balancer; the database is empty and no app process runs. */
  static async open(): Promise<Scene> {
    const scene = new Scene(await Network.create());
    try {
      await scene.#start();
      return scene;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  /** By all the machines at once: what each said. */
  async migrateEverywhere(): Promise<readonly string[]> {
    const program = path.join(this.directory, 'release', releaseFiles.migrate);
    const runs = names.map((name) => this.#run(name, [program]));
    for (const run of runs) if ((await run.exitCode) !== 0) throw new Error(run.output);
    return runs.map(({ output }) => output);
  }

  async start(name: Name): Promise<void> {
    const program = path.join(this.directory, 'release', releaseFiles.server);
    const server = this.#run(name, [program]);
    this.#processes.set(name, server);
    await server.untilListening();
  }

  /** Resolves to its exit code. */
  async end(name: Name, signal: NodeJS.Signals): Promise<number | null> {
    this.process(name).kill(signal);
    return this.process(name).exitCode;
  }

  process(name: Name): ServerProcess {
    return given(this.#processes.get(name));
  }

  host(name: Name): Host {
    return given(this.#hosts.get(name));
  }

  /** Of the process alone, or of the balancer before all. */
  client(to: Name | 'balancer' | `${Name}-probe`): Client {
    const name = to === 'balancer' ? `first-${names.length}` : to;
    return new Client(path.join(this.directory, `${name}.sock`));
  }

  get balancerHost(): Host {
    return given(this.#balancerHost);
  }

  /** What a balancer's health check hears, which names the process by its address. */
  probe(name: Name): Promise<Answer> {
    return this.client(`${name}-probe`).send('GET', '/readyz');
  }

  /** Past the network. */
  get connection(): Connection {
    return given(this.#connection);
  }

  async close(): Promise<void> {
    for (const server of this.#processes.values()) server.kill('SIGKILL');
    for (const server of this.#processes.values()) await server.exitCode;
    await this.#balancer?.kill();
    await this.#connection?.end();
    await this.#redis?.remove();
    await this.#mysql?.stop();
    await this.network.remove();
    rmSync(this.directory, { recursive: true });
  }

  async #start(): Promise<void> {
    const { network } = this;
    for (const [index, name] of names.entries())
      this.#hosts.set(name, await network.addHost(name, 11 + index, ['front', 'cache', 'data']));
    const release = prepareRelease(root, path.join(this.directory, 'release'));
    await Promise.all([release, this.#startDatabase(), this.#startRedis(), this.#startBalancer()]);
    this.#writeSecrets();
  }

  async #startDatabase(): Promise<void> {
    const host = await this.network.addHost('database', 2, ['data']);
    const address = host.address('data');
    const flags = [`--bind-address=${address}`, '--require-secure-transport=ON'];
    this.#mysql = await startMysqlServer({ subjectAltName: `IP:${address}`, inside: host.inside, flags });
    this.#connection = await createConnection({
      ...throughSocket(this.#mysql.socket),
      ...testUser,
      multipleStatements: true,
    });
    await this.#connection.query('CREATE DATABASE waffle; USE waffle');
  }

  async #startRedis(): Promise<void> {
    const { address, inside } = await this.network.addHost('redis', 2, ['cache']);
    const password = this.#secrets.redis;
    this.#redis = new RedisServer({ address: address('cache'), port: 6379, password, inside });
    await this.#redis.start();
  }

  async #startBalancer(): Promise<void> {
    this.#balancerHost = await this.network.addHost('balancer', 2, ['front']);
    const { inside } = this.#balancerHost;
    const targets = names.map((name) => ({ name, address: this.host(name).address('front') }));
    const file = path.join(this.directory, 'nginx.conf');
    writeFileSync(file, balancerConfiguration(this.directory, targets));
    const [command = '', ...words] = [...inside, 'nginx', '-e', path.join(this.directory, 'nginx.log')];
    this.#balancer = await Daemon.start({
      command,
      args: [...words, '-p', this.directory, '-c', file],
      logFile: path.join(this.directory, 'nginx-output.log'),
      probe: async () => void (await this.client('balancer').send('GET', '/')),
      timeoutMs: 10_000,
    });
  }

  #writeSecrets(): void {
    const secrets = { 'database-password': testUser.password, 'redis-password': this.#secrets.redis };
    for (const [name, secret] of Object.entries({ ...secrets, 'jwt-secret': this.#secrets.jwt }))
      writeFileSync(path.join(this.directory, name), secret, { mode: 0o600 });
    mkdirSync(path.join(this.directory, 'media'));
  }

  #run(name: Name, program: readonly string[]): ServerProcess {
    return new ServerProcess(this.#environment, program, this.host(name).inside);
  }

  /** As a task on AWS gets it. */
  get #environment(): Environment {
    const at = (file: string) => path.join(this.directory, file);
    const { port = 0, caFile } = this.#mysql ?? {};
    return {
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: String(appPort),
      ALLOWED_HOSTS: 'api.example.com',
      TRUSTED_PROXY_HOPS: '1',
      SHUTDOWN_DELAY_SECONDS: '2',
      DATABASE_HOST: '10.77.3.2',
      DATABASE_PORT: String(port),
      DATABASE_NAME: 'waffle',
      DATABASE_USER: testUser.user,
      DATABASE_PASSWORD_FILE: at('database-password'),
      DATABASE_CA_FILE: caFile,
      REDIS_URL: 'rediss://10.77.2.2:6379/0',
      REDIS_PASSWORD_FILE: at('redis-password'),
      // ElastiCache's certificate leads to an authority that Node knows.
      NODE_EXTRA_CA_CERTS: this.#redis?.caFile,
      JWT_SECRET_FILE: at('jwt-secret'),
      MEDIA_DIRECTORY: at('media'),
    };
  }
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The scene has not started it.');
  return value;
}
