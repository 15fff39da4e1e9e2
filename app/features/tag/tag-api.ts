import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import { badQuery } from '../../openapi/refusals';
import { nameFilter } from '../../openapi/search';
import { id } from '../../openapi/values';
import { tagQuery } from './tag-schema';

const tagAnswer = z
  .strictObject({
    id: id('Of the tag.'),
    name: z
      .string()
      .min(1)
      .max(30)
      .meta({ examples: ['exam'] }),
    post_count: z
      .int()
      .min(1)
      .meta({ description: 'Posts that have it and are neither deleted nor hidden.', examples: [12] }),
  })
  .meta({ id: 'Tag' });

export const tagOperations: readonly Operation[] = [
  callsAbout('Tags').list({
    id: 'listTags',
    path: `${httpPaths.api}tags/`,
    summary: 'List the tags',
    description:
      'Those that posts have, the most used first. Without `name` the first page of the usual length is cached; a change is in ' +
      'the next answer all the same.',
    query: [nameFilter],
    checks: [badQuery(tagQuery, { cursor: 'Invalid cursor.' })],
    of: tagAnswer,
    examples: { Page: lastPage({ id: 3, name: 'exam', post_count: 12 }), 'No hit': lastPage() },
    cachedBut: 'never with `name`, `cursor` or `limit`',
  }),
];
