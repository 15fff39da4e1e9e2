import * as z from 'zod/mini';

import { expected, reading } from '../../http/fields';

/** As Unicode recommends them for interchange: families, flags and skin tones are one each. */
const oneEmoji = new RegExp('^\\p{RGI_Emoji}$', 'v');

/** Asks for the coloured form of a character that has a plain one too; keyboards differ in whether they send it. */
const coloured = '\u{FE0F}';

/** The one emoji that a text is, in the spelling that is stored and counted; undefined for any other text. */
export const findEmoji = (text: string): string | undefined =>
  [text, `${text}${coloured}`].find((spelling) => oneEmoji.test(spelling));

const field = (isGood: (text: string) => boolean) =>
  reading(
    spelt,
    z
      .string(expected('Not a valid string.'))
      .check(z.refine(isGood, 'Enter one emoji.'), z.meta({ format: 'emoji', examples: ['🧇'] })),
  );

const isEmoji = (text: string) => oneEmoji.test(text);

/** Exactly one. */
export const emoji = () => field(isEmoji);

/** One, or an empty text for none. */
export const emojiOrNone = () => field((text) => text === '' || isEmoji(text));

function spelt(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return findEmoji(text) ?? text;
}
