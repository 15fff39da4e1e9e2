import { NotFound } from '../errors';

/** The largest value of an INT column. */
const maxId = 2_147_483_647;

/** The id in a path. Throws `NotFound` for what cannot be one. */
export function routeId(text: unknown): number {
  const id = typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (id <= maxId) return id;
  throw new NotFound();
}
