import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Connection, createConnection } from 'mariadb';
import { readEnvironment } from '../../bin/io/environment';
import { ensureImage } from '../../rehearsal/images';
import { MotoServer } from '../../rehearsal/account/moto-server';
import { type MysqlServer, startMysqlServer, testUser } from './mysql-server';
import { SshServer } from './ssh-server';
import { makeTemporaryDirectory } from './temporary-directory';
import { runWaffle, type WaffleOptions } from './waffle-process';

const project = 'waffle-backend';
/** Resolved by the instance alone, as RDS's names are. */
export const databaseHost = 'waffle-backend-db.example.com';
/** What an option file has to quote. */
export const masterPassword = `a 'long' #password\\with; "signs"`;
export const instanceId = 'i-0123456789abcdef0';

export type Clients = 'mysql' | 'mariadb';

export interface PrivateDatabaseOptions {
  readonly mysqlFlags?: readonly string[];
}

/**
 * What `waffle db` meets: a stack in moto whose outputs lead to a real MySQL server, which takes TLS alone and whose name
 * only the instance knows, and a real sshd as that instance.
 */
export class PrivateDatabase {
  readonly directory = makeTemporaryDirectory(tmpdir());
  readonly moto = new MotoServer();
  readonly ssh = new SshServer();
  #mysql: MysqlServer | undefined;
  #admin: Connection | undefined;
  #master: Connection | undefined;

  async start({ mysqlFlags = [] }: PrivateDatabaseOptions = {}): Promise<void> {
    this.#mysql = await startMysqlServer({ subjectAltName: `DNS:${databaseHost}`, flags: mysqlFlags });
    const hosts = { [databaseHost]: '127.0.0.1' };
    await Promise.all([this.moto.start(), this.ssh.start({ user: 'ec2-user', hosts }), this.#makeUser()]);
    await this.#describeStack();
    await makeMysqlClients(join(this.directory, 'mysql'));
  }

  /** As the administrator, past the tunnel: what RDS does. */
  get admin(): Connection {
    return started(this.#admin);
  }

  /** As the master user, past the tunnel: what the application does. */
  get master(): Connection {
    return started(this.#master);
  }

  get mysql(): MysqlServer {
    return started(this.#mysql);
  }

  /** `waffle db …` over SSH, in a folder of its own, with nothing of this machine's account. */
  async waffle(words: readonly string[], { clients = 'mysql', ...options }: DbOptions = {}) {
    return runWaffle(
      ['db', '--via', 'ssh', '--identity', this.ssh.identityFile, '-c', this.caSetting, ...words],
      {
        home: this.home,
        folder: this.folder,
        ...options,
        variables: { ...this.variables, PATH: this.path(clients), ...options.variables },
      },
    );
  }

  get variables() {
    return { ...this.moto.variables, AWS_ENDPOINT_URL_S3: this.#motoByAddress };
  }

  readonly caSetting = 'databaseCaUrl=s3://trust/ca.pem';

  path(clients: Clients): string {
    const folders = process.env['PATH'] ?? '';
    return clients === 'mysql' ? `${join(this.directory, 'mysql')}:${folders}` : folders;
  }

  get home() {
    return this.#folder('home');
  }

  /** Where it is started, and so where files land. */
  get folder() {
    return this.#folder('work');
  }

  async stop(): Promise<void> {
    await Promise.all([this.#admin?.end(), this.#master?.end()]);
    await Promise.all([this.moto.remove(), this.ssh.stop(), this.#mysql?.stop()]);
    rmSync(this.directory, { recursive: true, force: true });
  }

  #folder(name: string) {
    const folder = join(this.directory, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** The master user as RDS makes it: it has no SUPER. */
  async #makeUser() {
    const { port } = this.mysql;
    const sql = {
      host: '127.0.0.1',
      port,
      ...testUser,
      allowPublicKeyRetrieval: true,
      multipleStatements: true,
    };
    this.#admin = await createConnection(sql);
    await this.#admin.query(
      `CREATE DATABASE waffle; CREATE USER master IDENTIFIED BY ?;
       GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES,
       CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER
       ON *.* TO master; SET GLOBAL require_secure_transport = ON; USE waffle`,
      [masterPassword],
    );
    this.#master = await createConnection({
      ...sql,
      user: 'master',
      password: masterPassword,
      database: 'waffle',
      ssl: { rejectUnauthorized: false },
    });
  }

  async #describeStack() {
    const options = this.moto.clientOptions;
    const ssm = new SSMClient(options);
    const secret = {
      Name: `/${project}/database/password`,
      Type: 'SecureString' as const,
      Value: masterPassword,
    };
    await ssm.send(new PutParameterCommand(secret));
    await this.#s3.send(new CreateBucketCommand({ Bucket: 'trust' }));
    await this.trust(this.mysql.caFile);
    const TemplateBody = JSON.stringify(template(this.ssh.address, `${databaseHost}:${this.mysql.port}`));
    await new CloudFormationClient(options).send(
      new CreateStackCommand({ StackName: project, TemplateBody }),
    );
  }

  get #s3() {
    return new S3Client({ ...this.moto.clientOptions, endpoint: this.#motoByAddress });
  }

  /** The SDK puts a bucket's name in front of a name, and few machines resolve `trust.localhost`. */
  get #motoByAddress() {
    return this.moto.endpoint.replace('localhost', '127.0.0.1');
  }

  /** Whom the setting databaseCaUrl names. */
  async trust(file: string) {
    const object = { Bucket: 'trust', Key: 'ca.pem', Body: readFileSync(file) };
    await this.#s3.send(new PutObjectCommand(object));
  }
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The database is not started.');
  return part;
}

type DbOptions = Partial<WaffleOptions> & { readonly clients?: Clients };

const template = (ServerAddress: string, DatabaseEndpoint: string) => ({
  Resources: {
    Name: parameter('database/name', 'waffle'),
    User: parameter('database/user', 'master'),
  },
  Outputs: Object.fromEntries(
    Object.entries({ ServerAddress, DatabaseEndpoint, InstanceId: instanceId }).map(([name, Value]) => [
      name,
      { Value },
    ]),
  ),
});

const parameter = (name: string, Value: string) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: `/${project}/${name}`, Type: 'String', Value },
});

/** MySQL's own client programs, out of the root file system of the server, with the libraries that they are made for. */
async function makeMysqlClients(folder: string): Promise<void> {
  const root = await ensureImage('database', { cacheDirectory: readEnvironment().cacheDirectory });
  const loader = ['lib64/ld-linux-x86-64.so.2', 'lib/ld-linux-aarch64.so.1']
    .map((name) => join(root, name))
    .find((file) => existsSync(file));
  mkdirSync(folder, { recursive: true });
  for (const name of ['mysql', 'mysqldump']) {
    const file = join(folder, name);
    const libraries = ['x86_64', 'aarch64'].map((cpu) => `${root}/usr/lib/${cpu}-linux-gnu`).join(':');
    writeFileSync(
      file,
      `#!/bin/sh\nexec ${loader} --library-path ${libraries} ${root}/usr/bin/${name} "$@"\n`,
    );
    chmodSync(file, 0o755);
  }
}
