import { describe, expect, test } from '@jest/globals';

import { findEmoji } from './emoji';

describe('one emoji', () => {
  test.each(['🧇', '👍🏽', '👨‍👩‍👧‍👦', '🇰🇷', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '7️⃣', '❤️', '👩🏻‍❤️‍💋‍👩🏿'])('%s is', (text) => {
    expect(findEmoji(text)).toBe(text);
  });

  test('is the same with and without what asks for its colours', () => {
    expect(findEmoji('❤')).toBe('❤️');
  });

  test.each(['', 'a', '7', ':)', '🧇🧇', '🧇 ', 'a🧇', '🇰', '👨‍', '\u{200D}', '\u{FE0F}', '한', '<b>'])(
    '%j is none',
    (text) => {
      expect(findEmoji(text)).toBeUndefined();
    },
  );
});
