import * as z from 'zod/mini';

import { fields } from '../../http/fields';

/** Where the cookie does not bring it. */
export const refreshBody = fields({
  refresh: z.optional(z.string().check(z.meta({ description: 'Absent, that of the cookie counts.' }))),
});
