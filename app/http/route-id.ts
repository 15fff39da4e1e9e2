/** The largest value of an INT column. */
const maxId = 2_147_483_647;

/** The id in a path; 0, which no row has, for what cannot be one: it is looked for when its turn comes. */
export function routeId(text: unknown): number {
  const id = typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return id <= maxId ? id : 0;
}
