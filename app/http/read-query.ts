import type * as z from 'zod/mini';

import { type Dictionary, type FieldValues, readFields } from './fields';
import { lastValue } from './parse-body';

/** All values of a query; one without a value asks nothing, since clients send the filters that nobody has filled in too. Throws `InvalidFields`. */
export const readQuery = <S extends z.ZodMiniType>(schema: S, query: Dictionary): FieldValues<S> =>
  readFields(schema, filledIn(query));

function filledIn(query: Dictionary): Dictionary {
  const values = Object.entries(query).map(([name, value]) => [name, lastValue(value) ?? ''] as const);
  return Object.fromEntries(values.filter(([, value]) => value.trim() !== ''));
}
