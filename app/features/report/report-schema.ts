import * as z from 'zod/mini';

import { boolean, type Dictionary, fields, readFields, text } from '../../http/fields';
import { pageFields, type PageQuery } from '../../http/page';
import { readQuery } from '../../http/read-query';

export const reportBody = fields({
  reason: text(500).check(z.meta({ examples: ['It is an advertisement.'] })),
});

/** Throws `InvalidFields`. */
export const readReport = (body: unknown) => readFields(reportBody, body);

export const reviewBody = fields({
  hidden: boolean().check(z.meta({ description: 'Whether it stays hidden, or is shown again for good.' })),
});

/** Throws `InvalidFields`. */
export const readReview = (body: unknown) => readFields(reviewBody, body);

export const reportQuery = z.partial(z.object(pageFields));

/** Throws `InvalidFields`. */
export const readReportQuery = (query: Dictionary): PageQuery => readQuery(reportQuery, query);
