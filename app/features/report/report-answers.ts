import { z } from 'zod';

import { id, moment } from '../../openapi/values';
import { authorAnswer, counter } from '../post/post-answers';

const reported = counter('How many users have reported it.');

export const waitingAnswer = z
  .strictObject({
    kind: z.enum(['post', 'comment']),
    id: id('Of the post or comment.'),
    post: id('Of the post, also of a comment’s.'),
    title: z.string().nullable().meta({ description: 'Null of a comment.' }),
    contents: z.string(),
    is_anonymous: z.boolean(),
    author: authorAnswer,
    report_count: reported,
    reasons: z
      .array(z.string())
      .max(20)
      .meta({ description: 'The last ones, in any order; never whose they are.' }),
    hidden_at: moment('When it was hidden.'),
  })
  .meta({ id: 'Waiting' });

export const reviewAnswer = z
  .strictObject({
    id: id('Of the post or comment.'),
    is_hidden: z.boolean(),
    report_count: reported,
  })
  .meta({ id: 'Review' });
