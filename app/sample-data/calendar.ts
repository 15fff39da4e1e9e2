/** When the sample school began: nothing depends on today, so that every run writes the same. */
const start = Date.UTC(2026, 2, 2, 0);
const minuteMs = 60_000;
export const dayMs = 1_440 * minuteMs;

export const minutesLater = (minutes: number, from: Date = new Date(start)) =>
  new Date(from.getTime() + Math.round(minutes * minuteMs));

/** A day of the calendar, as MySQL reads it. */
export const dayLater = (days: number) => new Date(start + days * dayMs).toISOString().slice(0, 10);

/**
 * When the nth thing of many happens: within 180 days, the sooner after another the more there were. So a small school has a
 * few posts a day, a large one many, and the first of both are the same.
 */
export const timeOfNth = (index: number, perDay: number) =>
  new Date(start + Math.round((180 * dayMs * index) / (index + 180 * perDay)));
