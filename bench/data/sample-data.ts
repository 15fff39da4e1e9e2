/** A row of each table, by column. */
export type Row = Readonly<Record<string, string | number | boolean | Date | null>>;

export interface SampleData {
  /** In an order in which foreign keys hold. */
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** `Authorization: Token …` of one of the users. */
  readonly authorization: string;
}

export interface ListItem {
  readonly id: number;
  readonly name: string;
  readonly instructors: readonly Readonly<Record<string, string | number>>[];
  readonly participant_count: number;
}

export interface ListQuery {
  readonly name?: string;
  readonly order?: 'earliest';
}

const seminarCount = 50;
const instructorCount = 10;
const participantCount = 200;
const participationsEach = 10;
const dropEvery = 20;

const topics = ['Backend', 'Frontend', 'Android', 'iOS', 'Design'];
const token = 'b'.repeat(40);
const firstDay = Date.UTC(2026, 8, 1, 9);
/** Each another one, with milliseconds, so that a lost fraction shows. */
const timeOf = (index: number) => new Date(firstDay + index * 61_001 + 123);

const instructorIds = numbers(instructorCount);
const participantIds = numbers(participantCount).map((id) => instructorCount + id);
const seminarIds = numbers(seminarCount);

const usernameOf = (id: number) => (id <= instructorCount ? `instructor${id}` : `participant${id}`);
const emailOf = (id: number) => `${usernameOf(id)}@example.com`;
const nameOf = (id: number) => `${topics[id % topics.length]} seminar ${id}`;
const instructorOf = (seminarId: number) => ((seminarId - 1) % instructorCount) + 1;
const lastNameOf = (id: number) => topics[id % topics.length] ?? '';

/** 50 seminars, each with one of 10 instructors, and 2,000 participations of 200 participants. */
export const sampleData: SampleData = {
  authorization: `Token ${token}`,
  tables: {
    User: [...instructorIds, ...participantIds].map(user),
    Token: [{ key: token, user_id: 1 }],
    InstructorProfile: instructorIds.map((id) => ({ user_id: id, company: 'Waffle Studio', ...dates(id) })),
    ParticipantProfile: participantIds.map((id) => ({ user_id: id, university: '', ...dates(id) })),
    Seminar: seminarIds.map((id) => ({
      id,
      name: nameOf(id),
      capacity: 100,
      count: 6,
      time: '14:30',
      ...dates(id),
    })),
    UserSeminar: [...seminarIds.map(charge), ...participantIds.flatMap(participationsOf)],
  },
};

/** What every stack has to answer: computed from the rows, by none of the stacks. */
export function expectedList({ name = '', order }: ListQuery = {}): ListItem[] {
  const ids = order === 'earliest' ? seminarIds : seminarIds.toReversed();
  return ids.map(item).filter((seminar) => seminar.name.toLowerCase().includes(name.toLowerCase()));
}

function item(id: number): ListItem {
  const active = (sampleData.tables['UserSeminar'] ?? []).filter(
    (row) => row['seminar_id'] === id && row['role'] === 'participant' && row['is_active'] === true,
  );
  const instructor = instructorOf(id);
  const names = { username: usernameOf(instructor), email: emailOf(instructor) };
  const person = { id: instructor, ...names, first_name: 'Ada', last_name: lastNameOf(instructor) };
  const joined_at = timeOf(id).toISOString().replace('Z', '000Z');
  return { id, name: nameOf(id), instructors: [{ ...person, joined_at }], participant_count: active.length };
}

function user(id: number): Row {
  return {
    id,
    username: usernameOf(id),
    username_key: usernameOf(id),
    email: emailOf(id),
    first_name: 'Ada',
    last_name: lastNameOf(id),
    password: '!',
    date_joined: timeOf(id),
  };
}

function charge(seminarId: number): Row {
  return member(instructorOf(seminarId), seminarId, 'instructor', true);
}

/** Ten seminars, five apart: 40 participations for each seminar. */
function participationsOf(userId: number): Row[] {
  const seminars = numbers(participationsEach).map((step) => ((userId + step * 5) % seminarCount) + 1);
  return seminars.map((seminarId, index) =>
    member(userId, seminarId, 'participant', (userId + index) % dropEvery !== 0),
  );
}

function member(userId: number, seminarId: number, role: string, active: boolean): Row {
  return {
    user_id: userId,
    seminar_id: seminarId,
    role,
    is_active: active,
    dropped_at: active ? null : timeOf(seminarId),
    ...dates(seminarId),
  };
}

function dates(index: number) {
  return { created_at: timeOf(index), updated_at: timeOf(index) };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
