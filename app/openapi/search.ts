import { z } from 'zod';

import type { Query } from './operation';

/** What a text is looked for with where no index helps. */
export const searchFilter = (name: string, description: string): Query => ({
  name,
  description:
    `${description} in any letter case. A page looks at 200 rows of the list at most: it may be short, or empty, ` +
    'and `next` goes on where it stopped.',
  schema: z.string(),
});

export const nameFilter = searchFilter('name', 'Part of the name');
