/**
 * The cursor of a page in the middle of a list, made from the one of its second page: to go there page by page would take
 * longer than all the rest. A cursor holds the name of the order and the values of a row in it, the id last.
 */
export function middleCursor(next: string, ids: number): string {
  const [order, ...place] = JSON.parse(Buffer.from(next, 'base64url').toString()) as [string, ...number[]];
  // Of what is counted, one: fewer have none, more have several.
  const middle = place.map((_value, index) => (index === place.length - 1 ? Math.ceil(ids / 2) : 1));
  return Buffer.from(JSON.stringify([order, ...middle])).toString('base64url');
}
