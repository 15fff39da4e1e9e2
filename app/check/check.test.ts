import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { makeTemporaryDirectory } from '../../test/helpers/temporary-directory';
import { answerChecks, type Answers } from './answer-checks';
import { runChecks } from './check';
import { checkCommand } from './check-command';
import { type CheckReport, checkDeploy } from './check-environment';
import { nginxChecks, readNginxFiles } from './nginx-checks';
import { strengthBits } from './password-strength';

const shippedNginx = join(__dirname, '../../deployment/nginx');
const shipped = readNginxFiles(shippedNginx);
let directory: string;
const at = (name: string) => join(directory, name);

beforeAll(() => {
  directory = makeTemporaryDirectory(tmpdir());
  writeFileSync(at('password'), 'a3f9d1c07be24568a3d9f1c07be24568', { mode: 0o600 });
  writeFileSync(at('weak'), 'Waffle2026!', { mode: 0o600 });
  writeFileSync(at('repeated'), 'Waffle2026!'.repeat(4), { mode: 0o600 });
  writeFileSync(at('open'), 'a3f9d1c07be24568a3d9f1c07be24568');
  chmodSync(at('open'), 0o640);
  for (const [name, days] of [
    ['ca', 3650],
    ['ending', 20],
  ] as const)
    makeCertificate(at(name), days);
  writeFileSync(at('broken'), '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

function makeCertificate(file: string, days: number): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', `${file}.key`];
  const subject = ['-subj', '/CN=database', '-days', String(days), '-out', file];
  execFileSync('openssl', ['req', '-x509', ...key, ...subject], { stdio: 'pipe' });
}

const safe = () => ({
  NODE_ENV: 'production',
  ALLOWED_HOSTS: 'api.example.com',
  DATABASE_HOST: 'db.example.com',
  DATABASE_NAME: 'waffle',
  DATABASE_USER: 'waffle',
  DATABASE_PASSWORD_FILE: at('password'),
  DATABASE_CA_FILE: at('ca'),
  JWT_SECRET_FILE: at('password'),
  MEDIA_DIRECTORY: at('media'),
  LISTEN_SOCKET: at('app.sock'),
  REDIS_URL: 'unix:/run/waffle-redis/redis.sock',
});
const idsOf = ({ findings }: Pick<CheckReport, 'findings'>) => findings.map(({ id }) => id);

test('a safe environment with the files as shipped has no finding', async () => {
  expect(await checkDeploy(safe(), shipped)).toEqual({
    deploy: true,
    checks: 28,
    skipped: 0,
    findings: [],
  });
});

describe('found in the environment:', () => {
  test.each([
    ['waffle.E002', { NODE_ENV: 'development' }],
    ['waffle.E001', { ALLOWED_HOSTS: '*' }],
    ['waffle.E001', { DATABASE_CA_FILE: '' }],
    ['waffle.W101', { ALLOWED_HOSTS: 'api.example.com,192.0.2.1' }],
    ['waffle.W101', { ALLOWED_HOSTS: 'api.example.com,localhost' }],
    ['waffle.E201', { DATABASE_PASSWORD_FILE: 'weak' }],
    ['waffle.E202', { DATABASE_PASSWORD_FILE: 'open' }],
    ['waffle.E001', { JWT_SECRET_FILE: '' }],
    ['waffle.E001', { JWT_SECRET_FILE: 'weak' }],
    ['waffle.E203', { JWT_SECRET_FILE: 'repeated' }],
    ['waffle.E202', { JWT_SECRET_FILE: 'open' }],
    ['waffle.E301', { DATABASE_CA_FILE: 'broken' }],
    ['waffle.W302', { DATABASE_CA_FILE: 'ending' }],
    ['waffle.E001', { REDIS_URL: 'rediss://:hunter2@redis.example.com:6379/0' }],
    ['waffle.E303', { REDIS_URL: 'redis://redis.example.com:6379/0' }],
    ['waffle.E202', { REDIS_URL: 'rediss://redis.example.com:6379/0', REDIS_PASSWORD_FILE: 'open' }],
    ['waffle.W304', { REDIS_URL: 'redis://127.0.0.1:6379/0' }],
    ['waffle.W401', { LISTEN_SOCKET: '' }],
    ['waffle.E501', { NODE_OPTIONS: '--inspect=0.0.0.0:9229' }],
    ['waffle.W502', { LOG_LEVEL: 'trace' }],
  ])('%s in %j', async (id, change) => {
    const files = Object.entries(change).map(([name, value]) => [
      name,
      name.endsWith('_FILE') && value ? at(value) : value,
    ]);
    const report = await checkDeploy({ ...safe(), ...Object.fromEntries(files) }, shipped);
    expect(idsOf(report)).toEqual([id]);
    expect(JSON.stringify(report)).not.toMatch(/hunter2|Waffle2026|a3f9d1c0/);
  });

  test('a credential of systemd may be readable for the group that its access list shows', async () => {
    const change = { DATABASE_PASSWORD_FILE: at('open'), CREDENTIALS_DIRECTORY: directory };
    expect(idsOf(await checkDeploy({ ...safe(), ...change }, shipped))).toEqual([]);
  });
});

describe('found in the files of Nginx:', () => {
  test.each([
    [
      'waffle.E601',
      'proxy_set_header X-Forwarded-For $remote_addr;',
      'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    ],
    ['waffle.E601', 'proxy_set_header X-Request-ID $request_id;', ''],
    ['waffle.E602', 'location = /metrics { return 404; }', ''],
    ['waffle.E603', 'return 301 https://$host$request_uri;', 'proxy_pass http://waffle_backend;'],
    ['waffle.E604', 'ssl_protocols TLSv1.2 TLSv1.3;', 'ssl_protocols TLSv1 TLSv1.2;'],
    ['waffle.E604', 'ssl_protocols TLSv1.2 TLSv1.3;', ''],
    ['waffle.W605', 'max-age=15768000', 'max-age=60'],
    ['waffle.W606', 'server_tokens off;', ''],
    ['waffle.W607', '"path":"$logged_path"', '"path":"$request_uri"'],
    ['waffle.W608', 'proxy_http_version 1.1;', 'proxy_cookie_flags ~ nosecure;'],
  ])('%s when %j becomes %j', (id, before, after) => {
    expect(shipped).toContain(before);
    expect(
      idsOf({
        findings: runChecks(
          nginxChecks,
          shipped.replace(before, () => after),
        ),
      }),
    ).toEqual([id]);
  });
});

test('a directive in a comment does not count', () => {
  writeFileSync(at('nginx.conf'), 'server_tokens off; # ssl_protocols TLSv1.3;\n# server_tokens on;\n');
  expect(readNginxFiles(directory)).toContain('server_tokens off; ');
  expect(readNginxFiles(directory)).not.toMatch(/ssl_protocols|server_tokens on/);
});

describe('found in the answers of an API:', () => {
  const answer = (status: number, headers = {}, text = '') => ({ status, headers, text });
  const good: Answers = {
    version: answer(200),
    foreignHost: answer(400),
    debugPage: answer(404),
    metricsThroughProxy: answer(404),
    nowhere: answer(404),
  };
  test.each<[string, Partial<Answers>]>([
    ['waffle.E701', { version: answer(400) }],
    ['waffle.E702', { foreignHost: answer(200) }],
    ['waffle.E703', { debugPage: answer(200) }],
    ['waffle.E704', { metricsThroughProxy: answer(200) }],
    ['waffle.E705', { version: answer(200, { 'set-cookie': ['session=private; Secure; HttpOnly'] }) }],
    ['waffle.W706', { version: answer(200, { 'x-powered-by': 'Express' }) }],
    ['waffle.E707', { nowhere: answer(404, {}, 'Error\n    at run (/srv/app.js:1:2)') }],
  ])('%s in %j', (id, change) => {
    const findings = runChecks(answerChecks, { ...good, ...change });
    expect(idsOf({ findings })).toEqual([id]);
    expect(JSON.stringify(findings)).not.toContain('private');
  });
});

test.each([
  ['password', 0],
  ['waffle-waffle-1', 10],
  ['abcdefghijklmnop1234567890', 30],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 10],
])('the password %s is worth at most %i bits', (password, bits) => {
  expect(strengthBits(password, ['waffle'])).toBeLessThanOrEqual(bits);
});

test.each(['kV8xQ2mZr7Lp4TnW', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b'])(
  '%s is a strong password',
  (password) => {
    expect(strengthBits(password, ['waffle'])).toBeGreaterThan(55);
  },
);

describe('the command', () => {
  const run = async (...words: string[]) => {
    const printed: string[] = [];
    const code = await checkCommand(['--nginx', shippedNginx, ...words], safe(), (text) =>
      printed.push(text),
    );
    return { code, text: printed.join('\n') };
  };
  const withFile = (lines: string) => {
    writeFileSync(at('changes.env'), lines);
    return `--env-file=${at('changes.env')}`;
  };

  test('ends with 0 when it finds nothing', async () => {
    expect(await run('--deploy')).toEqual({ code: 0, text: 'Nothing found in 28 checks.' });
    expect(await run()).toEqual({ code: 0, text: 'Nothing found in 1 check.' });
  });

  test('ends with 3 and says what, what it got and the remedy', async () => {
    const { code, text } = await run('--deploy', withFile('LOG_LEVEL=debug\n'));
    expect(code).toBe(3);
    expect(text.split('\n')).toEqual([
      'warning  waffle.W502  The log says more than operation needs, or too little.',
      '         got: debug',
      '         → Set LOG_LEVEL to info, or unset it.',
      '',
      'Found 1 warning in 28 checks.',
    ]);
  });

  test('with --fail-level error lets warnings pass', async () => {
    expect((await run('--deploy', '--fail-level=error', withFile('LOG_LEVEL=debug\n'))).code).toBe(0);
  });

  test('with --json prints data alone', async () => {
    const { text } = await run('--json', withFile('PORT=x\nLISTEN_SOCKET=\n'));
    expect(JSON.parse(text)).toMatchObject({ deploy: false, findings: [{ id: 'waffle.E001', got: '"x"' }] });
  });

  test.each([
    ['--fail-level=loud', '--fail-level: got "loud"; allowed: warning, error.'],
    ['--env-file=/nowhere', 'ENOENT'],
    ['--loud', '--loud'],
    ['--nginx=/nowhere', '/nowhere'],
  ])('%s is wrong usage', async (word, message) => {
    const { code, text } = await run('--deploy', word);
    expect([code, text.includes(message), text.includes('usage: check')]).toEqual([2, true, true]);
  });
});
