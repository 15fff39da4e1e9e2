import { make, type Scenes, type Stage } from './stage';

let days = 0;
/** Nobody has two diaries of one day. */
const diary = () => ({ contents: 'Waffles', date: `${2026 + ++days}-11-21` });

async function writeDiary(stage: Stage) {
  const { id } = await make(stage, 'POST', 'diaries/', diary());
  return { ids: { id: id as number } };
}

const update = async (stage: Stage) => ({ ...(await writeDiary(stage)), json: { contents: 'More' } });
const like = async (stage: Stage) => ({ ...(await writeDiary(stage)), json: { emoji: '🧇' } });

export const diaryScenes: Scenes = {
  listDiaries: () => ({}),
  createDiary: () => ({ json: diary() }),
  showDiary: writeDiary,
  updateDiary: update,
  patchDiary: update,
  deleteDiary: writeDiary,
  showDiaryLikes: writeDiary,
  likeDiary: like,
  unlikeDiary: writeDiary,
};
