import { insertSchool } from '../helpers/insert-school';
import { make, type Scenes, type Stage } from './stage';

let boards = 0;

/** Of a school that the owner is of, and nobody else. */
async function newBoard({ api, owner }: Stage) {
  return { school: await insertSchool(api.database, owner), name: `Board ${++boards}` };
}

export async function createBoard(stage: Stage): Promise<number> {
  return (await make(stage, 'POST', 'boards/', await newBoard(stage))).id;
}

export const boardScenes: Scenes = {
  listBoards: () => ({}),
  createBoard: async (stage) => ({ json: await newBoard(stage) }),
  showBoard: async (stage) => ({ ids: { id: await createBoard(stage) } }),
};
