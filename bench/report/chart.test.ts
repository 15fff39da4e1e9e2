import { expect, test } from '@jest/globals';

import { chartSvg } from './chart';

const svg = chartSvg({
  stacks: {
    original: { timesOriginal: 1, nameTimesOriginal: 1 },
    ours: { timesOriginal: 20, nameTimesOriginal: 10 },
    'bare-node': { timesOriginal: 25 },
    'ours-two-processes': { rebuilds: 1 },
  },
  titles: { ours: 'this <project>', original: 'Django', 'bare-node': 'bare', 'ours-two-processes': 'two' },
  highlighted: 'ours',
  subtitle: 'Node 20 & more',
});

const widthsOf = (kind: string) =>
  [...svg.matchAll(new RegExp(`class="${kind}" x="340" y="\\d+" width="([\\d.]+)"`, 'g'))].map((match) =>
    Number(match[1]),
  );

test('bars are as long as their figures, fastest first', () => {
  const [bare = 0, ours = 0, original = 0] = widthsOf('hit');
  expect(ours / bare).toBeCloseTo(20 / 25, 2);
  expect(original / bare).toBeCloseTo(1 / 25, 2);
});

test('a stack without a figure has no bar', () => {
  expect(widthsOf('hit')).toHaveLength(3);
  expect(widthsOf('name')).toHaveLength(2);
});

test('texts are escaped', () => {
  expect(svg).toContain('this &lt;project>');
  expect(svg).toContain('Node 20 &amp; more');
});
