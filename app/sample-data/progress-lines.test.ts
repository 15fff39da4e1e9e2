import { expect, test } from '@jest/globals';

import { progressLines } from './progress-lines';

test('now and then a long run says how far it is and how long it takes', () => {
  const lines: string[] = [];
  let now = 0;
  const report = progressLines(
    (line) => lines.push(line),
    () => now,
  );
  for (let done = 1_000; done <= 20_000; done += 1_000) {
    report({ what: 'posts', done, of: 1_000_000 });
    now += 500;
  }
  expect(lines[0]).toBe('11,000 of 1,000,000 posts, 2,000 a second, about 495 s left');
  expect(lines).toHaveLength(1);
});
