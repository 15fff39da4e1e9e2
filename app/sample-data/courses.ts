import type { Batch } from './batch';
import { minutesLater } from './calendar';
import type { Dice } from './dice';
import { departments, familyNames, givenNames } from './vocabulary';

export const semesters = ['2026-1', '2026-2'] as const;

/** Each professor has other hours for each course, and the hours of two slots never meet. */
const slots = [
  ...[540, 630, 720, 810, 900, 990].map((start) => meetings([0, 2], start, 75)),
  ...[540, 630, 720, 810, 900, 990].map((start) => meetings([1, 3], start, 75)),
  ...[540, 810].map((start) => meetings([4], start, 170)),
];
const professorsEach = 5;
const coursesEach = 3;

function meetings(weekdays: readonly number[], start: number, minutes: number) {
  return weekdays.map((weekday) => ({ weekday, start_minute: start, end_minute: start + minutes }));
}

export const coursesPerSemester = departments.length * professorsEach * coursesEach;
export const courseCount = semesters.length * coursesPerSemester;

/** The hours of the nth course; two courses of one slot overlap, of two slots they do not. */
export function slotOf(course: number): number {
  const nth = course % coursesPerSemester;
  const professor = Math.floor(nth / coursesEach);
  return (professor * 5 + (nth % coursesEach) * 3) % slots.length;
}

/** Adds professors, their courses of each semester and the hours of these; the first course's id, the others follow. */
export function addCourses(batch: Batch, dice: Dice, firstDepartment: number): number {
  const first = batch.nextId('Course');
  const professors = departments.flatMap((_, index) => addProfessors(batch, dice, firstDepartment + index));
  for (let course = 0; course < courseCount; course += 1)
    addCourse(batch, course, professors, firstDepartment);
  return first;
}

function addProfessors(batch: Batch, dice: Dice, departmentId: number): number[] {
  const given = dice.several(professorsEach, givenNames.length);
  return given.map((index) => {
    const name = `${dice.pick(familyNames)[0]}${givenNames[index]?.[0]}`;
    const created_at = minutesLater(20);
    return batch.add('Professor', { department_id: departmentId, name, name_key: name, created_at });
  });
}

function addCourse(
  batch: Batch,
  course: number,
  professors: readonly number[],
  firstDepartment: number,
): void {
  const professor = Math.floor((course % coursesPerSemester) / coursesEach);
  const department = Math.floor(professor / professorsEach);
  const { subjects } = departments[department] ?? departments[0];
  const subject = subjects[(professor + (course % coursesEach) * 2) % subjects.length];
  const id = batch.add('Course', {
    department_id: firstDepartment + department,
    professor_id: professors[professor] ?? 0,
    title: `${subject} ${course % 2 === 0 ? '1' : '2'}`,
    semester: semesters[Math.floor(course / coursesPerSemester)] ?? semesters[0],
    created_at: minutesLater(30),
    updated_at: minutesLater(30),
  });
  slots[slotOf(course)]?.forEach((meeting) => batch.add('CourseMeeting', { course_id: id, ...meeting }));
}
