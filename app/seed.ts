import { createHash } from 'node:crypto';

import { sampleData } from '../contract';
import { usernameKey } from './features/user/username';
import type { Database } from './platform/database/database';
import { hashPassword } from './platform/passwords';

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
const seminars: readonly SampleSeminar[] = [
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

/** Everything happened then, a minute apart, so that the order of the list is always the same. */
const start = Date.UTC(2026, 0, 5, 9);
const minutesLater = (minutes: number) => new Date(start + minutes * 60_000);

/** Fills an empty database with the sample data; resolves to what it made, undefined when there are users already. */
export async function seed(database: Database) {
  if ((await database.user.count()) > 0) return undefined;
  // All accounts share one password: the hash takes a quarter of a second.
  const password = await hashPassword(sampleData.password);
  const users = [...sampleData.instructors.map(instructor), ...sampleData.participants.map(participant)];
  await database.$transaction([
    ...users.map((user, index) =>
      database.user.create({ data: { ...user, password, dateJoined: minutesLater(index) } }),
    ),
    ...seminars.map((seminar, index) =>
      database.seminar.create({ data: newSeminar(seminar, minutesLater(60 + index)) }),
    ),
  ]);
  return { users: users.length, seminars: seminars.length };
}

const instructor = (username: string) => ({
  ...newUser(username),
  instructor: { create: { company: 'Waffle Studio', year: 3 } },
});

const participant = (username: string) => ({
  ...newUser(username),
  participant: { create: { university: 'Example University' } },
});

/** The token follows from the name, so that a command which was typed once works after a reset too. */
const newUser = (username: string) => ({
  username,
  usernameKey: usernameKey(username),
  email: `${username}@example.com`,
  token: { create: { key: createHash('sha1').update(`sample ${username}`).digest('hex') } },
});

function newSeminar(seminar: SampleSeminar, createdAt: Date) {
  const { instructors, participants, dropped, ...fields } = seminar;
  const join = (username: string) => ({
    user: { connect: { usernameKey: usernameKey(username) } },
    createdAt,
  });
  return {
    ...fields,
    createdAt,
    members: {
      create: [
        ...instructors.map((username) => ({ ...join(username), role: 'instructor' as const })),
        ...participants.map((username) => ({ ...join(username), role: 'participant' as const })),
        ...dropped.map((username) => ({
          ...join(username),
          role: 'participant' as const,
          isActive: false,
          droppedAt: minutesLater(90),
        })),
      ],
    },
  };
}
