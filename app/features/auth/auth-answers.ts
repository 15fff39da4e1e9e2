import { z } from 'zod';

import { userAnswer } from '../user/user-answers';

const jwt = (description: string) =>
  z
    .string()
    .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    .meta({ description });

const access = jwt('For 30 minutes; to be sent as `Authorization: Bearer …`.');
const refresh = jwt('For seven days, and once: it is answered with the next one.');

export const loginAnswer = z.strictObject({
  user: userAnswer,
  message: z.literal('login success'),
  token: z.strictObject({ access, refresh }),
});

export const loginFailedAnswer = z.strictObject({ message: z.literal('login fail') });

export const refreshAnswer = z.strictObject({
  access,
  refresh: refresh.optional().meta({ description: 'Where it was sent in the body.' }),
});

export const logoutAnswer = z.strictObject({ message: z.literal('Logout success') });
