import { expect, test } from '@jest/globals';

import { expectedList, sampleData } from './sample-data';

const { tables } = sampleData;

test.each([
  ['Seminar', 50],
  ['InstructorProfile', 10],
  ['UserSeminar', 2_050],
])('the table %s has %i rows', (table, count) => {
  expect(tables[table]).toHaveLength(count);
});

test('nobody takes part in a seminar twice', () => {
  const pairs = tables['UserSeminar']?.map((row) => `${String(row['user_id'])}-${String(row['seminar_id'])}`);
  expect(new Set(pairs).size).toBe(2_050);
});

test('the list is of 10 to 12 KB', () => {
  const bytes = Buffer.byteLength(JSON.stringify(expectedList()));
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(12_288);
});

test('dropped participants do not count', () => {
  const counts = expectedList().map((seminar) => seminar.participant_count);
  expect(counts.reduce((sum, count) => sum + count)).toBeLessThan(2_000);
});

test('a name is found in any letter case', () => {
  expect(expectedList({ name: 'ANDROID' })).toHaveLength(10);
});
