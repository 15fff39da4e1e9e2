import { expect, test } from '@jest/globals';
import { summarize } from './resident-memory';

test('memory is told by unit and summed', () => {
  const lines =
    'nginx.service 4096\nnginx.service 2048\nwaffle-redis.service 8192\nwaffle-backend@b.service 81920\n';
  expect(summarize(lines)).toEqual({
    bytes: 94 * 1024 ** 2,
    mebibytes: 94,
    words: 'nginx 6 MiB, waffle-redis 8 MiB, waffle-backend@b 80 MiB',
  });
});
