import * as z from 'zod/mini';

import { type Dictionary, fields, type FieldValues, name, partial, readFields } from '../../http/fields';
import { pageFields } from '../../http/page';
import { readQuery } from '../../http/read-query';

const shape = (example: string) => ({
  name: name(100).check(z.meta({ description: 'Unique whatever the letter case.', examples: [example] })),
});

export const schoolBody = fields(shape('Example University'));
export const schoolUpdateBody = partial(shape('Example University'));
export const departmentBody = fields(shape('Computer Science'));
export const departmentUpdateBody = partial(shape('Computer Science'));

/** What schools and departments alike are described by. */
export type Named = FieldValues<typeof schoolBody>;
export type NamedUpdate = FieldValues<typeof schoolUpdateBody>;

/** Throws `InvalidFields`. */
export const readNamed = (body: unknown): Named => readFields(schoolBody, body);

/** Throws `InvalidFields`. */
export const readNamedUpdate = (body: unknown): NamedUpdate => readFields(schoolUpdateBody, body);

export const schoolQuery = z.partial(z.object({ name: z.string(), ...pageFields }));

export type SchoolQuery = FieldValues<typeof schoolQuery>;

/** Throws `InvalidFields`. */
export const readSchoolQuery = (query: Dictionary): SchoolQuery => readQuery(schoolQuery, query);
