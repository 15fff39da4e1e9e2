import { z } from 'zod';

import type { Query } from './operation';

/** What each list that goes page by page is asked with, beside its own filters. */
export const pageQuery: readonly Query[] = [
  {
    name: 'cursor',
    description:
      'Where the page begins: `next` of the page before, in the same order. The first page without it.',
    schema: z.string(),
  },
  { name: 'limit', description: 'Results of a page, 20 when absent.', schema: z.int().min(1).max(100) },
];

/** `{"results": […], "next": …}` */
export const pageOf = (result: z.ZodType) =>
  z.strictObject({
    results: z.array(result),
    next: z
      .string()
      .nullable()
      .meta({ description: 'What the next page is asked with as `cursor`; null where the list ends.' }),
  });

/** An example of a page, the last one. */
export const lastPage = (...results: readonly unknown[]) => ({ results, next: null });
