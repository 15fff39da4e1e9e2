export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Days and times at which the API is there, in a time zone that is said elsewhere. */
export interface WorkingHours {
  /** Days on which it opens, in the order of the week. */
  readonly days: readonly Weekday[];
  /** Minutes after midnight. */
  readonly opensAt: number;
  /** Minutes after midnight; of the next day when it is less than `opensAt`. */
  readonly closesAt: number;
}

export const workingHoursGuide = {
  allowed:
    'days and a range of 1 to 23 hours: Mon-Fri 08:00-18:00, Mon,Wed 09:00-12:30, daily 08:00-20:00; Fri-Sat 20:00-02:00 ends on the next day; or empty',
  change: '-c workingHours="Mon-Fri 08:00-18:00"; empty, server and database run all the time',
} as const;

const minutesADay = 24 * 60;
const anHour = 60;

/** Why a text is no working hours, or `undefined` when it is. */
export const workingHoursProblem = (text: string): string | undefined => {
  const [, days = '', ...times] = shape.exec(text.trim()) ?? [];
  if (times.length === 0) return 'it is not days followed by a range of times';
  const unknown = daysOf(days).find((day) => day.days === undefined);
  if (unknown !== undefined)
    return `${unknown.word} is neither a day (${weekdays.join(', ')}) nor a range of days`;
  const [opensAt = NaN, closesAt = NaN] = times.map(minutesOf);
  if (Number.isNaN(opensAt + closesAt)) return 'it has a time that no clock shows; 00:00 to 23:59 do exist';
  const open = minutesBetween(opensAt, closesAt);
  // Less, and starting and stopping would be most of it; a database is billed for ten minutes at each start at least.
  if (open < anHour) return 'it is open for less than an hour';
  return open > minutesADay - anHour ? 'it is closed for less than an hour' : undefined;
};

/**
 * `Mon-Fri 08:00-18:00` as data.
 * @throws RangeError for what `workingHoursProblem` finds
 */
export const parseWorkingHours = (text: string): WorkingHours => {
  const problem = workingHoursProblem(text);
  if (problem !== undefined) throw new RangeError(`Working hours "${text}": ${problem}.`);
  const [, days = '', ...times] = shape.exec(text.trim()) ?? [];
  const chosen = new Set(daysOf(days).flatMap((part) => part.days ?? []));
  const [opensAt = NaN, closesAt = NaN] = times.map(minutesOf);
  return { days: weekdays.filter((day) => chosen.has(day)), opensAt, closesAt };
};

/** Minutes before the opening at which both are started: what a start takes, generously; nothing promises it. Both are billed. */
export const defaultLeadMinutes = { database: 20, server: 5 } as const;

/** Hours of an average month (730 hours) from `leadMinutes` before each opening until closing. */
export const hoursPerMonth = (workingHours: WorkingHours, leadMinutes = 0): number => {
  const { days, opensAt, closesAt } = workingHours;
  const minutesADayOpen = Math.min(minutesBetween(opensAt, closesAt) + leadMinutes, minutesADay);
  return (730 * days.length * minutesADayOpen) / (weekdays.length * minutesADay);
};

const shape = /^([a-z,\s-]+?)\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})$/i;

const daysOf = (text: string) =>
  text.split(',').map((part) => ({ word: JSON.stringify(part.trim()), days: daysOfPart(part.trim()) }));

const daysOfPart = (part: string): readonly Weekday[] | undefined => {
  if (/^daily$/i.test(part)) return weekdays;
  const [from = -1, to = from, ...rest] = part.split('-').map(indexOfDay);
  if (from < 0 || to < 0 || rest.length > 0) return undefined;
  const length = ((to - from + weekdays.length) % weekdays.length) + 1;
  return Array.from({ length }, (_, index) => weekdays[(from + index) % weekdays.length] as Weekday);
};

const indexOfDay = (name: string) =>
  weekdays.findIndex((day) => day.toLowerCase() === name.trim().toLowerCase());

const minutesOf = (time: string): number => {
  const [hours = NaN, minutes = NaN] = time.split(':').map(Number);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : NaN;
};

const minutesBetween = (from: number, to: number) => (to - from + minutesADay) % minutesADay;
