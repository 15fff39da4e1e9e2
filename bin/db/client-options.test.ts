import { expect, test } from '@jest/globals';
import { clientOptions, dumpWords } from './client-options';

const login = {
  port: 3307,
  user: 'waffle',
  password: 'a"b\\c#d',
  database: 'waffle',
  caFile: '/home/a user/ca.pem',
};

test('the clients of MySQL verify who signed the certificate', () => {
  expect(clientOptions('mysql', login).split('\n')).toEqual([
    '[client]',
    'host=127.0.0.1',
    'protocol=TCP',
    'port=3307',
    'user="waffle"',
    String.raw`password="a\"b\\c#d"`,
    'ssl-ca="/home/a user/ca.pem"',
    'ssl-mode=VERIFY_CA',
    '[mysql]',
    'database="waffle"',
    'default-character-set=utf8mb4',
    '',
  ]);
});

test('those of MariaDB are told nothing that they do not know', () => {
  expect(clientOptions('mariadb', login)).not.toContain('ssl-mode');
  expect(dumpWords('mariadb', 'waffle')).not.toContain('--set-gtid-purged=OFF');
});
