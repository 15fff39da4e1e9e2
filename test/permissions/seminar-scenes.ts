import { make, type Scenes, type Stage } from './stage';

const seminar = { name: 'Permissions', capacity: 10, count: 5, time: '14:30' };

const newInstructor = async ({ api }: Stage) => ({ instructor: await api.addUser('instructor') });

/** An instructor is in charge of one seminar at most, so each has an owner of its own. */
async function createSeminar(stage: Stage) {
  const owner = await stage.api.addUser('instructor');
  const { id } = await make(stage, 'POST', 'seminar/', seminar, owner);
  return { ids: { id }, as: { owner } };
}

export const seminarScenes: Scenes = {
  listSeminars: () => ({}),
  createSeminar: async (stage) => ({ json: seminar, as: await newInstructor(stage) }),
  showSeminar: createSeminar,
  updateSeminar: async (stage) => ({ ...(await createSeminar(stage)), json: { name: 'Renamed' } }),
  // The owner of something else: whoever is in charge has joined already.
  joinSeminar: async (stage, kind) => ({
    ids: (await createSeminar(stage)).ids,
    as: await newInstructor(stage),
    json: { role: kind === 'instructor' ? 'instructor' : 'participant' },
  }),
  dropSeminar: createSeminar,
};
