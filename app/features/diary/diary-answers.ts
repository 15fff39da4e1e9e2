import { z } from 'zod';

import { day, id, moment } from '../../openapi/values';

const emoji = z.string().meta({ examples: ['🧇'] });

export const diaryAnswer = z
  .strictObject({
    id: id('Of the diary.'),
    created_at: moment('When it was written.'),
    updated_at: moment('When it was changed last.'),
    date: day('The day that it is of, the same in every time zone.'),
    emoji: emoji.meta({ description: 'One, or an empty text.' }),
    contents: z
      .string()
      .min(1)
      .max(2_000)
      .meta({ examples: ['Waffles with everybody'] }),
    picture: z
      .string()
      .nullable()
      .meta({ description: 'Where its picture is, on this host.', examples: ['/media/5d41402abc4b.jpg'] }),
    is_private: z.boolean().meta({ description: 'Whether nobody else may know of it.' }),
    user: id('Of the user whose diary it is.'),
  })
  .meta({ id: 'Diary' });

export const diaryListAnswer = z.array(diaryAnswer);

const likes = z
  .int()
  .min(1)
  .meta({ description: 'How many users like it so.', examples: [2] });

export const diaryLikesAnswer = z
  .strictObject({
    likes: z
      .int()
      .min(0)
      .meta({ description: 'How many users like it.', examples: [3] }),
    emojis: z
      .array(z.strictObject({ emoji, count: likes }))
      .meta({ description: 'With which emoji, the most used first.' }),
    own: emoji.nullable().meta({ description: 'The requester’s own; null for who does not like it.' }),
  })
  .meta({ id: 'DiaryLikes' });
