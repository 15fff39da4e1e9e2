import { expect, test } from '@jest/globals';
import { readableLogLine } from './app-log';

const time = new Date(2026, 10, 21, 9, 5, 7).toISOString();
const entry = (more: object) =>
  JSON.stringify({ level: 30, time, release: 'development', msg: 'listening', ...more });

test.each([
  ['an entry', entry({}), '09:05:07 info  listening'],
  ['its details', entry({ level: 50, path: '/a', n: 1 }), '09:05:07 error listening path=/a n=1'],
  [
    'its error',
    entry({ err: { stack: 'Error: x\n  at y' } }),
    '09:05:07 info  listening\n         Error: x\n           at y',
  ],
  ['a line that is none', 'Sample data: 10 users', 'Sample data: 10 users'],
  ['a broken one', '{"level":30,', '{"level":30,'],
])('%s', (_, line, shown) => {
  expect(readableLogLine(line)).toBe(shown);
});
