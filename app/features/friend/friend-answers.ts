import { z } from 'zod';

import { id, moment } from '../../openapi/values';
import { friendStates } from './friend-schema';

export const friendAnswer = z
  .strictObject({
    id: id('Of the friendship.'),
    user: z
      .strictObject({ id: id('Of the user.'), username: z.string(), nickname: z.string() })
      .meta({ description: 'The other one of the two.' }),
    state: z.enum(friendStates).meta({
      description:
        '`accepted` by both; `asked` by oneself, or `received` from the other one, and not answered.',
    }),
    created_at: moment('When it was asked.'),
    accepted_at: moment('When it was accepted.').nullable(),
  })
  .meta({ id: 'Friend' });
