import { z } from 'zod';

import { id } from '../../openapi/values';

const mutual = z.boolean().meta({ description: 'Whether each of the two follows the other.' });
const users = (description: string) =>
  z
    .int()
    .min(0)
    .meta({ description, examples: [3] });

export const followAnswer = z
  .strictObject({
    followers: users('How many follow the user.'),
    following: users('How many the user follows.'),
    is_following: z.boolean().meta({ description: 'Whether the requester follows the user.' }),
    is_follower: z.boolean().meta({ description: 'Whether the user follows the requester.' }),
    is_mutual: mutual,
  })
  .meta({ id: 'Follow' });

export const followListAnswer = z.array(
  z
    .strictObject({
      id: id('Of the user.'),
      username: z.string().meta({ examples: ['ada'] }),
      nickname: z.string().meta({ description: 'Empty of who has none.' }),
      is_mutual: mutual,
    })
    .meta({ id: 'Follower' }),
);
