import { expect, test } from '@jest/globals';
import type { Loss } from './find-losses';
import { describeRefusal, unaskedLosses } from './refuse-losses';

const words = {
  subject: 'The change set tuesday',
  command: './bin/waffle plan --change-set tuesday',
};

const server: Loss = {
  what: 'server',
  logicalId: 'ServerA',
  physicalId: 'i-0123456789abcdef0',
  outcome: 'replaced',
  certainty: 'certain',
  causes: ['the template has ServerB in its place'],
  fate: 'deleted',
};
const database: Loss = {
  what: 'database',
  logicalId: 'Database',
  physicalId: undefined,
  outcome: 'replaced',
  certainty: 'conditional',
  causes: ['MasterUsername', 'StorageEncrypted'],
  fate: 'kept as a snapshot',
};

test.each([
  [[], [server, database]],
  [['server'], [database]],
  [['database'], [server]],
  [['server', 'database'], []],
] as const)('asked for %j, what is left is refused', (asked, refused) => {
  expect(unaskedLosses([server, database], asked)).toEqual(refused);
});

test('a refusal says what, why, what is lost, and what to type', () => {
  expect(describeRefusal([server, database], words)).toBe(
    [
      'The change set tuesday is refused: 2 losses that nobody has asked for.',
      '1. the server ServerA (i-0123456789abcdef0) is replaced by a new one: the template has ServerB in its place',
      '   what is lost: what is on its disk: logs, cache, pictures unless they are in S3. Its address and certificate stay',
      '   allowed: changes that keep the server, or its end where it is asked for by name',
      '   change:  put the setting or the code back; or ./bin/waffle plan --change-set tuesday --replace server',
      '2. the database Database may be replaced by a new one, which shows only in the deploy: MasterUsername, StorageEncrypted',
      '   what is lost: no data, but the new database is empty: the data is in a snapshot',
      '   allowed: changes that keep the database, or its end where it is asked for by name',
      '   change:  put the setting or the code back; or ./bin/waffle plan --change-set tuesday --replace database',
    ].join('\n'),
  );
});

test.each([
  [
    { ...server, what: 'bucket', outcome: 'removed', fate: 'kept' },
    'no picture, but the API shows none of them any more: they stay in the bucket, outside of the stack. Before: media.sh disk, on the server',
  ],
  [{ ...server, fate: 'kept' }, 'nothing yet; the old one stays, outside of the stack, and is billed'],
  [{ ...database, fate: 'deleted' }, 'all data in it'],
  [
    { ...database, fate: undefined },
    'all data in it, unless its UpdateReplacePolicy or DeletionPolicy keeps a snapshot',
  ],
] as const)('what is lost is told as far as it is known (%j)', (loss, text) => {
  const [line] = /what is lost: (.*)/.exec(describeRefusal([loss], words)) ?? [];
  expect(line).toBe(`what is lost: ${text}`);
});
