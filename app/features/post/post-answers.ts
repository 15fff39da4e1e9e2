import { z } from 'zod';

import { id, moment } from '../../openapi/values';

export const counter = (description: string) => z.int().min(0).meta({ description });

export const authorAnswer = z
  .strictObject({
    id: id('Of the user.'),
    username: z.string().meta({ examples: ['ada'] }),
    nickname: z.string().meta({ description: 'Empty for who has none.', examples: ['Countess'] }),
  })
  .meta({ id: 'Author' });

/** What tells who has written something. */
export const authorship = {
  is_anonymous: z.boolean(),
  author: authorAnswer
    .nullable()
    .meta({ description: 'Null for an anonymous one, except for those who are of staff.' }),
  alias: z
    .string()
    .nullable()
    .meta({
      description: 'What an anonymous one is called throughout the thread of a post; null for a named one.',
      examples: ['Anonymous (author)', 'Anonymous 1'],
    }),
  is_mine: z.boolean().meta({ description: 'Whether the requester has written it.' }),
};

export const postAnswer = z
  .strictObject({
    id: id('Of the post.'),
    board: id('Of the board.'),
    title: z.string().min(1).max(100),
    contents: z.string().min(1).max(10_000),
    is_question: z.boolean(),
    tags: z.array(z.string().min(1).max(30)).max(20),
    ...authorship,
    like_count: counter('Who like it.'),
    scrap_count: counter('Who keep it.'),
    comment_count: counter('Comments and replies that are not deleted.'),
    is_liked: z.boolean().meta({ description: 'Whether the requester likes it.' }),
    is_scrapped: z.boolean().meta({ description: 'Whether the requester keeps it.' }),
    created_at: moment('When it was made.'),
    updated_at: moment('When it was changed last.'),
  })
  .meta({ id: 'Post' });
