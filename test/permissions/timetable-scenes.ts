import { createCourse } from './course-scenes';
import { make, type Scenes, type Stage } from './stage';

const timetable = { name: 'Plan A', semester: '2026-2' };

/** One that is not public: of the others everybody sees everything. */
async function createTimetable(stage: Stage) {
  const { id } = await make(stage, 'POST', 'timetables/', timetable);
  return { ids: { id: id as number } };
}

const update = async (stage: Stage) => ({ ...(await createTimetable(stage)), json: { name: 'Plan B' } });

async function withCourse(stage: Stage) {
  const { ids } = await createTimetable(stage);
  const course = (await createCourse(stage)).ids.id;
  return { ids: { ...ids, course }, json: { course } };
}

export const timetableScenes: Scenes = {
  listTimetables: () => ({}),
  listTimetablesOf: ({ owner }) => ({ ids: { id: owner.id } }),
  createTimetable: () => ({ json: timetable }),
  showTimetable: createTimetable,
  updateTimetable: update,
  patchTimetable: update,
  deleteTimetable: createTimetable,
  addTimetableCourse: withCourse,
  removeTimetableCourse: async (stage) => ({ ids: (await withCourse(stage)).ids }),
};
