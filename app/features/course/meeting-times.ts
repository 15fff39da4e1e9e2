/** Once a week. */
export interface Meeting {
  /** 0 is Monday. */
  readonly weekday: number;
  /** Minutes since midnight; the last one belongs to whatever begins then. */
  readonly startMinute: number;
  readonly endMinute: number;
}

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** Whether there is a minute that both take. */
export const overlap = (a: Meeting, b: Meeting): boolean =>
  a.weekday === b.weekday && a.startMinute < b.endMinute && b.startMinute < a.endMinute;

/** Two of them that overlap, the earliest ones. */
export function findOverlap(meetings: readonly Meeting[]): readonly [Meeting, Meeting] | undefined {
  const sorted = meetings.toSorted(byTime);
  for (const [index, meeting] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && overlap(meeting, next)) return [meeting, next];
  }
  return undefined;
}

export const byTime = (a: Meeting, b: Meeting) => a.weekday - b.weekday || a.startMinute - b.startMinute;

/** Of a time as `HH:MM`. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

export const timeOf = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map(twoDigits).join(':');

const twoDigits = (number: number) => String(number).padStart(2, '0');

/** `Monday 10:00-11:15` */
export const describeMeeting = ({ weekday, startMinute, endMinute }: Meeting): string =>
  `${weekdays[weekday]} ${timeOf(startMinute)}-${timeOf(endMinute)}`;
