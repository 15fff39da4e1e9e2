import { expect, test } from '@jest/globals';
import { exitCodes } from '../io/errors';
import { findIn, findPrograms, missingKinds, missingPrograms } from './programs';

const machine = (...files: string[]) => findIn(['/home/ada/bin', '/usr/bin'], (file) => files.includes(file));

test('programs are found on the path and where servers are', () => {
  const find = machine('/usr/sbin/mariadbd', '/usr/bin/valkey-server', '/usr/sbin/nginx');
  expect(findPrograms(find)).toEqual({
    database: '/usr/sbin/mariadbd',
    redis: '/usr/bin/valkey-server',
    nginx: '/usr/sbin/nginx',
  });
});

test('the path comes first, and MySQL before MariaDB', () => {
  const find = machine('/usr/sbin/mariadbd', '/usr/sbin/mysqld', '/home/ada/bin/mysqld');
  expect(findPrograms(find).database).toBe('/home/ada/bin/mysqld');
});

test.each([
  ['/usr/bin/apt-get', 'sudo apt-get install mariadb-server-core nginx'],
  ['/usr/bin/dnf', 'sudo dnf install mariadb-server nginx'],
  ['/opt/homebrew/bin/brew', 'brew install mysql nginx'],
  ['/usr/bin/other', "Install them with this system's package manager."],
])('with %s the way out is: %s', (manager, command) => {
  const find = machine(manager, '/usr/bin/redis-server');
  const missing = missingKinds(findPrograms(find));
  const error = missingPrograms(missing, find, 'docker is not installed');
  expect(error.fix?.split('\n')[0]).toBe(command);
  expect(error.code).toBe(exitCodes.usage);
  expect(error.message).toBe(
    [
      'Not installed:',
      '  mysqld or mariadbd            the database',
      '  nginx                         the web server',
      'Docker Compose in their place: docker is not installed.',
    ].join('\n'),
  );
});
