import { timestampOfText } from '../../platform/timestamp';
import { presentCourse } from '../course/course-presenter';
import type { CourseRow } from '../course/find-courses';
import type { TimetableRow } from './find-timetables';

/** The Timetable object of the API as lists have it. */
export const presentTimetable = (row: TimetableRow) => ({
  id: row.id,
  user: row.userId,
  name: row.name,
  semester: row.semester,
  is_public: Boolean(row.isPublic),
  created_at: timestampOfText(row.createdAt),
  updated_at: timestampOfText(row.updatedAt),
});

/** The same with what it is made of. */
export const presentWholeTimetable = (row: TimetableRow, courses: readonly CourseRow[]) => ({
  ...presentTimetable(row),
  courses: courses.map(presentCourse),
});
