import { z } from 'zod';

import { id, moment } from '../../openapi/values';

export const boardAnswer = z
  .strictObject({
    id: id('Of the board.'),
    school: id('Of the school that it is of.'),
    name: z
      .string()
      .min(1)
      .max(50)
      .meta({ examples: ['Free talk'] }),
    description: z
      .string()
      .max(200)
      .meta({ examples: ['Whatever comes to mind'] }),
    allows_anonymous: z.boolean().meta({ description: 'Whether posts and comments may be anonymous.' }),
    created_at: moment('When it was made.'),
    updated_at: moment('When it was changed last.'),
  })
  .meta({ id: 'Board' });
