import type { Batch } from './batch';
import { minutesLater } from './calendar';

interface SampleSeminar {
  readonly name: string;
  readonly time: string;
  readonly capacity: number;
  readonly count: number;
  readonly online: boolean;
  readonly instructors: readonly string[];
  readonly participants: readonly string[];
  readonly dropped: readonly string[];
}

/** One is full, one is empty, one has two instructors and somebody who left. */
export const seminars: readonly SampleSeminar[] = [
  {
    name: 'Backend with Express',
    time: '14:30',
    capacity: 20,
    count: 6,
    online: true,
    instructors: ['ada', 'radia'],
    participants: ['alan', 'barbara', 'katherine'],
    dropped: ['linus'],
  },
  {
    name: 'Databases',
    time: '10:00',
    capacity: 2,
    count: 4,
    online: false,
    instructors: ['grace'],
    participants: ['alan', 'dennis'],
    dropped: [],
  },
  {
    name: 'Caching',
    time: '19:15',
    capacity: 30,
    count: 3,
    online: true,
    instructors: ['margaret'],
    participants: [],
    dropped: [],
  },
];

/** Adds the seminars of the accounts, whose ids are given by name. */
export function addSeminars(batch: Batch, accounts: ReadonlyMap<string, number>): void {
  seminars.forEach(({ name, time, capacity, count, online, ...members }, index) => {
    const dates = datesOf(60 + index);
    const seminarId = batch.add('Seminar', { name, time, capacity, count, online, ...dates });
    const join = (username: string, role: string, dropped: boolean) =>
      batch.add('UserSeminar', {
        user_id: accounts.get(username) ?? 0,
        seminar_id: seminarId,
        role,
        is_active: !dropped,
        dropped_at: dropped ? minutesLater(90) : null,
        ...dates,
      });
    members.instructors.forEach((username) => join(username, 'instructor', false));
    members.participants.forEach((username) => join(username, 'participant', false));
    members.dropped.forEach((username) => join(username, 'participant', true));
  });
}

function datesOf(minutes: number) {
  return { created_at: minutesLater(minutes), updated_at: minutesLater(minutes) };
}
