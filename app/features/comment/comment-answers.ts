import { z } from 'zod';

import { id, moment } from '../../openapi/values';
import { authorship, counter } from '../post/post-answers';

export const commentAnswer = z
  .strictObject({
    id: id('Of the comment.'),
    post: id('Of the post.'),
    parent: id('Of the comment that it replies to.').nullable(),
    contents: z.string().max(1_000).meta({ description: 'Empty for one that is deleted or hidden.' }),
    ...authorship,
    is_deleted: z
      .boolean()
      .meta({ description: 'Whether only its place is left, for the sake of its replies.' }),
    is_hidden: z
      .boolean()
      .meta({ description: 'Whether it was reported and shows nothing until staff decide.' }),
    like_count: counter('Who like it.'),
    is_liked: z.boolean().meta({ description: 'Whether the requester likes it.' }),
    created_at: moment('When it was made.'),
    updated_at: moment('When it was changed last.'),
  })
  .meta({ id: 'Comment' });
