import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { cachedHeaders, notModified } from '../../openapi/cached';
import type { Operation } from '../../openapi/operation';
import { lastPage, pageOf, pageQuery } from '../../openapi/page';
import { badQuery, notAuthenticated } from '../../openapi/refusals';
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
  {
    id: 'listTags',
    tag: 'Tags',
    method: 'get',
    path: `${httpPaths.api}tags/`,
    summary: 'List the tags',
    description:
      'Those that posts have, the most used first. Without `name` the first page of the usual length is cached; a change is in ' +
      'the next answer all the same.',
    token: 'needed',
    query: [nameFilter, ...pageQuery],
    checks: [notAuthenticated, badQuery(tagQuery, { cursor: 'Invalid cursor.' })],
    answers: [
      {
        status: 200,
        when: 'a page',
        body: pageOf(tagAnswer),
        examples: { Page: lastPage({ id: 3, name: 'exam', post_count: 12 }), 'No hit': lastPage() },
        headers: cachedHeaders,
      },
      notModified('never with `name`, `cursor` or `limit`'),
    ],
  },
];
