/** What a student's bill bears, cheapest first. Another type or class is the user's own choice, and is not looked up. */
export const candidates = {
  instanceType: ['t2.micro', 't3.micro', 't4g.micro', 't3.small', 't4g.small'],
  databaseInstanceClass: ['db.t3.micro', 'db.t4g.micro', 'db.t3.small', 'db.t4g.small'],
} as const;
