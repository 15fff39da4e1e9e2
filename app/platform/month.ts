/** The first and the last day of a month, all of them as text: `2026-11` has `2026-11-01` to `2026-11-30`. */
export const boundsOfMonth = (month: string): [first: string, last: string] => [
  `${month}-01`,
  `${month}-${daysIn(month)}`,
];

export const daysOfMonth = (month: string): string[] =>
  Array.from({ length: daysIn(month) }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);

function daysIn(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  // The day before the first one of the next month.
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}
