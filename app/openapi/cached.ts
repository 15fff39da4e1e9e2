import { z } from 'zod';

import { cacheHeader } from '../../contract';
import type { Answer, Header } from './operation';

/** Of a list as the cache has it; what the cache does not hold has none of them. */
const etag: Header = {
  description:
    'Of this list, to be sent as `If-None-Match` with the next request. Only where the cache holds it.',
  schema: z.string().meta({ examples: ['W/"q1Zb0nSxT2m4Jc8dE6fGhIkLo9"'] }),
};
const vary: Header = {
  description: 'What the answer depends on beside its address. Only where the cache holds it.',
  schema: z.string(),
};
const cached: Header = {
  description: 'Whether the list was ready in the cache. Absent where the cache does not hold it.',
  schema: z.enum(['hit', 'miss']),
};

export const cachedHeaders = { [cacheHeader]: cached, ETag: etag, Vary: vary };

/** `held` tells which lists the cache holds. */
export const notModified = (held: string): Answer => ({
  status: 304,
  when: `the list is still the one of \`If-None-Match\`; ${held}`,
  headers: Object.fromEntries(
    Object.entries(cachedHeaders).map(([name, header]) => [name, { ...header, required: true }]),
  ),
});
