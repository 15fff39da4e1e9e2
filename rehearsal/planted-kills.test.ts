import { expect, test } from '@jest/globals';
import { refuseOtherKills } from './planted-kills';

test.each([
  ['nothing', {}],
  ['what was planted', { outOfMemoryKills: 1, plantedOutOfMemoryKills: 1 }],
])('%s was killed for memory: all is well', (_what, figures) => {
  expect(() => refuseOtherKills(figures)).not.toThrow();
});

test('a kill that nobody planted is refused', () => {
  expect(() => refuseOtherKills({ outOfMemoryKills: 2, plantedOutOfMemoryKills: 1 })).toThrow(
    'killed 2 processes for memory, of which 1 were planted',
  );
});
