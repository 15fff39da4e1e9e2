import { addAccount } from './add-accounts';
import type { Batch } from './batch';
import { dayLater, minutesLater, timeOfNth } from './calendar';
import { courseCount, coursesPerSemester, semesters, slotOf } from './courses';
import { Dice } from './dice';
import { memberIds, type SampleState } from './sample-state';
import * as words from './vocabulary';

/** So many were there at the first post. */
const atFirst = 30;
const postsEach = 200;
const most = 5_000;

/** How many students there are when so many posts are there. */
export const studentsAt = (posts: number) => Math.min(most, atFirst + Math.floor(posts / postsEach));

/** The students come a few a day. */
const comingOf = (index: number) => timeOfNth(index, 2);

/** Adds students from the index on, each with what is theirs; they befriend and follow those who were there before. */
export function addStudents(batch: Batch, state: SampleState, from: number, count: number): void {
  const members = memberIds(state);
  for (let index = from; index < from + count; index += 1) {
    const dice = new Dice(state.randomSeed, 'student', index);
    const joined = comingOf(index);
    const id = addStudent(batch, dice, index, joined, state);
    addFriends(batch, dice, id, members, joined);
    addFollows(batch, dice, id, members, joined);
    addTodos(batch, dice, id, members);
    addDiaries(batch, dice, id, members);
    addRatings(batch, dice, id, joined, state.school.firstCourse);
    addTimetables(batch, dice, id, joined, state.school.firstCourse);
    members.push(id);
  }
}

function addStudent(batch: Batch, dice: Dice, index: number, joined: Date, { school }: SampleState): number {
  const family = dice.pick(words.familyNames);
  const given = dice.pick(words.givenNames);
  const id = addAccount(batch, {
    username: `${given[1]}.${family[1]}${index + 1}`,
    firstName: given[0],
    lastName: family[0],
    role: 'participant',
    joined,
  });
  batch.add('Profile', {
    user_id: id,
    nickname: `${dice.pick(words.nicknameHeads)} ${dice.pick(words.nicknameTails)}`,
    school_id: school.schoolId,
    department_id: school.firstDepartment + dice.below(words.departments.length),
    updated_at: joined,
  });
  return id;
}

function addFriends(batch: Batch, dice: Dice, id: number, members: readonly number[], joined: Date): void {
  for (const index of dice.several(dice.few(4, 1), members.length)) {
    const other = members[index] ?? 0;
    const [low, high] = [Math.min(id, other), Math.max(id, other)];
    batch.add('Friendship', {
      low_id: low,
      high_id: high,
      asker_id: dice.chance(0.7) ? id : other,
      created_at: minutesLater(60, joined),
      accepted_at: dice.chance(0.75) ? minutesLater(90, joined) : null,
    });
  }
}

function addFollows(batch: Batch, dice: Dice, id: number, members: readonly number[], joined: Date): void {
  const created_at = minutesLater(120, joined);
  for (const index of dice.several(dice.few(6, 1), members.length)) {
    const other = members[index] ?? 0;
    batch.add('Follow', { follower_id: id, followed_id: other, created_at });
    if (dice.chance(0.4)) batch.add('Follow', { follower_id: other, followed_id: id, created_at });
  }
}

function addTodos(batch: Batch, dice: Dice, id: number, members: readonly number[]): void {
  const count = dice.few(16, 1);
  for (let nth = 0; nth < count; nth += 1) {
    const day = dice.below(180);
    const written = minutesLater(day * 1_440 + nth);
    const todoId = batch.add('Todo', {
      user_id: id,
      contents: dice.pick(words.todos),
      date: dayLater(day + dice.below(4)),
      is_checked: dice.chance(0.6),
      created_at: written,
      updated_at: written,
      deleted_at: dice.chance(0.03) ? minutesLater(200, written) : null,
    });
    for (const index of dice.several(dice.few(3, 4), members.length))
      batch.add('TodoLike', { todo_id: todoId, user_id: members[index] ?? 0, created_at: written });
  }
}

function addDiaries(batch: Batch, dice: Dice, id: number, members: readonly number[]): void {
  for (const day of dice.several(dice.few(4, 1), 180)) {
    const date = dayLater(day);
    const written = minutesLater(day * 1_440 + 1_300);
    const diaryId = batch.add('Diary', {
      user_id: id,
      date,
      live_date: date,
      emoji: dice.pick(words.diaryEmojis),
      contents: dice.pick(words.diaries),
      is_private: dice.chance(0.3),
      created_at: written,
      updated_at: written,
    });
    for (const index of dice.several(dice.few(3, 3), members.length)) {
      const like = { diary_id: diaryId, user_id: members[index] ?? 0, emoji: dice.pick(words.diaryEmojis) };
      batch.add('DiaryLike', { ...like, created_at: minutesLater(30, written) });
    }
  }
}

function addRatings(batch: Batch, dice: Dice, id: number, joined: Date, firstCourse: number): void {
  const dates = { created_at: minutesLater(300, joined), updated_at: minutesLater(300, joined) };
  for (const course of dice.several(dice.few(6, 1), courseCount)) {
    const courseId = firstCourse + course;
    // Three of five and more are what students give.
    const score = 5 - dice.few(4, 1.7);
    const contents = dice.pick(words.ratings);
    batch.add('CourseRating', { course_id: courseId, user_id: id, score, contents, ...dates });
    batch.count('Course', 'rating_count', courseId);
    batch.count('Course', 'rating_sum', courseId, score);
  }
}

function addTimetables(batch: Batch, dice: Dice, id: number, joined: Date, firstCourse: number): void {
  semesters.forEach((semester, nth) => {
    const created_at = minutesLater(400 + nth, joined);
    const is_public = dice.chance(0.4);
    const dates = { created_at, updated_at: created_at };
    const timetable = { user_id: id, name: `${semester} 시간표`, semester, is_public, ...dates };
    const timetable_id = batch.add('Timetable', timetable);
    const chosen = dice.several(6, coursesPerSemester).map((course) => course + nth * coursesPerSemester);
    for (const course of ofDifferentSlots(chosen))
      batch.add('TimetableCourse', { timetable_id, course_id: firstCourse + course, created_at });
  });
}

const ofDifferentSlots = (courses: readonly number[]) => [
  ...new Map(courses.map((course) => [slotOf(course), course])).values(),
];
