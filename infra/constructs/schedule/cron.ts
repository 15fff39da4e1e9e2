import { weekdays, type Weekday } from './working-hours';

const minutesADay = 24 * 60;

/** A weekly moment as EventBridge Scheduler takes it. `minute` counts from midnight of each day; below 0 it is the day before. */
export const weeklyCron = (days: readonly Weekday[], minute: number): string => {
  const shift = Math.floor(minute / minutesADay);
  const ofDay = minute - shift * minutesADay;
  return `cron(${ofDay % 60} ${Math.floor(ofDay / 60)} ? * ${dayField(days, shift)} *)`;
};

const dayField = (days: readonly Weekday[], shift: number): string => {
  if (days.length === weekdays.length) return '*';
  const shifted = new Set(
    days.map((day) => (weekdays.indexOf(day) + shift + weekdays.length) % weekdays.length),
  );
  return weekdays
    .filter((_, index) => shifted.has(index))
    .join(',')
    .toUpperCase();
};
