import { describe, expect, test } from '@jest/globals';
import { createDataArgv, engineOf, initSql, serveDatabaseArgv } from './database';
import { layoutOf } from './layout';

const layout = layoutOf('/project', 1000);
const programs = {
  mysql: { engine: 'mysql', server: '/usr/sbin/mysqld', install: '/usr/sbin/mysqld' },
  mariadb: { engine: 'mariadb', server: '/usr/sbin/mariadbd', install: '/usr/bin/mariadb-install-db' },
} as const;

test.each([
  ['mysqld  Ver 8.4.7 for Linux on x86_64 (MySQL Community Server - GPL)', 'mysql'],
  ['mysqld  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)', 'mariadb'],
])('%s is %s', (version, engine) => {
  expect(engineOf(version)).toBe(engine);
});

describe.each(['mysql', 'mariadb'] as const)('%s', (engine) => {
  test('serves on its socket alone', () => {
    const argv = serveDatabaseArgv(programs[engine], layout, false);
    expect(argv).toEqual(
      expect.arrayContaining([
        '--no-defaults',
        '--skip-networking',
        '--socket=/project/.local/run/mysql.sock',
        `--datadir=/project/.local/data/${engine}`,
      ]),
    );
    expect(argv.indexOf('--no-defaults')).toBe(1);
  });

  test('runs as root only when told', () => {
    const argvs = (root: boolean) => [
      serveDatabaseArgv(programs[engine], layout, root),
      createDataArgv(programs[engine], '/new', root),
    ];
    expect(argvs(false).flat()).not.toContain('--user=root');
    argvs(true).forEach((argv) => expect(argv).toContain('--user=root'));
  });
});

test('MySQL makes its files itself, MariaDB has a program for it', () => {
  expect(createDataArgv(programs.mysql, '/new', false)).toContain('--initialize-insecure');
  expect(createDataArgv(programs.mariadb, '/new', false)[0]).toBe('/usr/bin/mariadb-install-db');
});

test('the statements at each start are one a line and may be repeated', () => {
  const lines = initSql.trimEnd().split('\n');
  expect(lines.every((line) => /^(CREATE .* IF NOT EXISTS|GRANT) .*;$/.test(line))).toBe(true);
});
