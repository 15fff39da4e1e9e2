import { z } from 'zod';

import { counter } from '../post/post-answers';

export const likeAnswer = z
  .strictObject({
    like_count: counter('Who like it.'),
    is_liked: z.boolean().meta({ description: 'Whether the requester likes it.' }),
  })
  .meta({ id: 'Like' });

export const scrapAnswer = z
  .strictObject({
    scrap_count: counter('Who keep it.'),
    is_scrapped: z.boolean().meta({ description: 'Whether the requester keeps it.' }),
  })
  .meta({ id: 'Scrap' });
