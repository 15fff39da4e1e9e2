import { InvalidFields, NotFound, RuleBroken } from '../../errors';
import type { DatabaseClient } from '../../platform/database/database';
import { describeMeeting, type Meeting, overlap } from '../course/meeting-times';

/** More than anybody takes; a timetable is shown whole. */
const maxCourses = 50;

export const unknownCourse = 'No course has this id.';
export const otherSemester = 'This course is of another semester';
export const addedBefore = 'This course is in the timetable already';
export const tooMany = `A timetable has no more than ${maxCourses} courses`;

/** Until the end of the transaction, so that its courses are those that were checked. Throws `NotFound`. */
export async function lockTimetable(
  client: DatabaseClient,
  id: number,
): Promise<{ readonly semester: string }> {
  const [timetable] = await client.$queryRaw<{ semester: string }[]>`
    SELECT semester FROM Timetable WHERE id = ${id} AND deleted_at IS NULL FOR UPDATE`;
  if (timetable === undefined) throw new NotFound();
  return timetable;
}

/** Puts a course into a timetable. Throws `InvalidFields` or `RuleBroken`. */
export async function addCourse(
  client: DatabaseClient,
  timetableId: number,
  courseId: number,
): Promise<void> {
  const { semester } = await lockTimetable(client, timetableId);
  const course = await findCourse(client, courseId);
  if (course.semester !== semester) throw new RuleBroken(otherSemester);
  const others = await findTaken(client, timetableId);
  if (others.some(({ id }) => id === courseId)) throw new RuleBroken(addedBefore);
  if (others.length >= maxCourses) throw new RuleBroken(tooMany);
  refuseOverlaps(course.meetings, others);
  await client.timetableCourse.createMany({ data: { timetableId, courseId } });
}

interface Taken {
  readonly id: number;
  readonly title: string;
  readonly meetings: readonly Meeting[];
}

const meetings = { select: { weekday: true, startMinute: true, endMinute: true } };

async function findCourse(client: DatabaseClient, id: number) {
  const select = { semester: true, meetings };
  const course = isId(id) && (await client.course.findFirst({ where: { id, deletedAt: null }, select }));
  if (!course) throw new InvalidFields({ course: [unknownCourse] });
  return course;
}

/** Prisma refuses a number that no column of ours could hold. */
const isId = (id: number) => id > 0 && id <= 2_147_483_647;

/** What the timetable shows: a deleted course leaves its hours to others. */
const findTaken = (client: DatabaseClient, timetableId: number): Promise<Taken[]> =>
  client.course.findMany({
    where: { deletedAt: null, timetables: { some: { timetableId } } },
    select: { id: true, title: true, meetings },
    orderBy: { id: 'asc' },
  });

/** All at once, each with the hours that are taken. */
function refuseOverlaps(wanted: readonly Meeting[], others: readonly Taken[]): void {
  const taken = others.flatMap((other) => other.meetings.map((meeting) => ({ meeting, title: other.title })));
  const hits = taken.filter(({ meeting }) => wanted.some((one) => overlap(one, meeting)));
  if (hits.length === 0) return;
  const named = hits.map(({ title, meeting }) => `${title} (${describeMeeting(meeting)})`);
  throw new RuleBroken(`Overlaps with ${named.join(', ')}`);
}
