import { addCourses } from './courses';
import type { Batch } from './batch';
import { minutesLater } from './calendar';
import { Dice } from './dice';
import { nameKey } from '../platform/name-key';
import type { SampleSchool } from './sample-state';
import { boards, departments, schoolName, tags } from './vocabulary';

const dates = { created_at: minutesLater(5), updated_at: minutesLater(5) };
const named = (name: string) => ({ name, name_key: nameKey(name) });

/** Adds the school with all that is there before its students come. */
export function addSchool(batch: Batch, randomSeed: number, accounts: readonly number[]): SampleSchool {
  const dice = new Dice(randomSeed, 'school', 0);
  const schoolId = batch.add('School', { ...named(schoolName), ...dates });
  const firstDepartment = batch.nextId('Department');
  departments.forEach(({ name }) =>
    batch.add('Department', { school_id: schoolId, ...named(name), ...dates }),
  );
  accounts.forEach((userId, index) => addMember(batch, userId, schoolId, firstDepartment + (index % 3)));
  const firstBoard = batch.nextId('Board');
  const maker = accounts.at(-1) ?? 0;
  boards.forEach(({ name, description, allowsAnonymous }) =>
    batch.add('Board', {
      school_id: schoolId,
      ...named(name),
      description,
      allows_anonymous: allowsAnonymous,
      user_id: maker,
      ...dates,
    }),
  );
  const tagIds = tags.map((name) => batch.add('Tag', { ...named(name), created_at: dates.created_at }));
  const firstCourse = addCourses(batch, dice, firstDepartment);
  return { schoolId, firstDepartment, firstBoard, tags: tagIds, firstCourse, accounts };
}

const addMember = (batch: Batch, userId: number, schoolId: number, departmentId: number) =>
  batch.add('Profile', {
    user_id: userId,
    nickname: `와플 ${userId}`,
    school_id: schoolId,
    department_id: departmentId,
    updated_at: dates.updated_at,
  });
