import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { localRedis } from './redis-config';

test('only socket, its mode and the folder differ from the server’s', () => {
  const deployed = readFileSync(path.join(__dirname, '../../deployment/redis/redis.conf'), 'utf8');
  const before = deployed.split('\n');
  const after = localRedis(deployed, '/a b/redis.sock').split('\n');
  expect(after.filter((line, index) => line !== before[index])).toEqual([
    'unixsocket "/a b/redis.sock"',
    'unixsocketperm 700',
    'dir "/a b"',
  ]);
});
