import { createDepartment } from './school-scenes';
import { make, type Scenes, type Stage } from './stage';

const course = { semester: '2026-2', title: 'Algorithms', professor: 'Grace Hopper' };

const newCourse = async (stage: Stage) => ({ ...course, department: (await createDepartment(stage)).ids.id });

export async function createCourse(stage: Stage) {
  const { id } = await make(stage, 'POST', 'courses/', await newCourse(stage), stage.users.staff);
  return { ids: { id: id as number } };
}

const update = async (stage: Stage) => ({ ...(await createCourse(stage)), json: { title: 'Graphs' } });

/** By everybody who may read it. */
async function rateCourse(stage: Stage) {
  const { ids } = await createCourse(stage);
  for (const user of [stage.owner, ...Object.values(stage.users)])
    await make(stage, 'PUT', `courses/${ids.id}/rating/`, { score: 3 }, user);
  return { ids };
}

export const courseScenes: Scenes = {
  listCourses: () => ({}),
  createCourse: async (stage) => ({ json: await newCourse(stage) }),
  showCourse: createCourse,
  updateCourse: update,
  patchCourse: update,
  deleteCourse: createCourse,
  listProfessors: () => ({}),
  listRatings: createCourse,
  showRating: rateCourse,
  rateCourse: async (stage) => ({ ...(await createCourse(stage)), json: { score: 5 } }),
  deleteRating: rateCourse,
};
