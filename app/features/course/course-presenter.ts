import type { CourseRow, ProfessorRow } from './find-courses';
import { type Meeting, timeOf } from './meeting-times';

/** The Course object of the API. */
export const presentCourse = (row: CourseRow) => ({
  id: row.id,
  title: row.title,
  department: row.departmentId,
  professor: { id: row.professorId, name: row.professor },
  semester: row.semester,
  meetings: meetingsOf(row).map(presentMeeting),
  rating_count: row.ratingCount,
  rating_average: row.ratingCount === 0 ? null : Math.round((row.ratingSum / row.ratingCount) * 100) / 100,
});

/** The Professor object of the API. */
export const presentProfessor = ({ id, name, departmentId }: ProfessorRow) => ({
  id,
  name,
  department: departmentId,
});

const presentMeeting = ({ weekday, startMinute, endMinute }: Meeting) => ({
  weekday,
  start: timeOf(startMinute),
  end: timeOf(endMinute),
});

/** By time. */
export const meetingsOf = ({ meetings }: Pick<CourseRow, 'meetings'>): Meeting[] =>
  (meetings?.split(',') ?? []).map((text) => {
    const [weekday = 0, startMinute = 0, endMinute = 0] = text.split(' ').map(Number);
    return { weekday, startMinute, endMinute };
  });
