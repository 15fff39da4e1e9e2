import { drawPicture, pictureForm } from '../helpers/pictures';
import type { Scenes, Stage } from './stage';

let names = 0;

/** As if it had been uploaded: making a picture takes a second. */
async function createMedia({ api, owner }: Stage) {
  const picture = { name: `${++names}.png`, type: 'image/png', width: 1, height: 1, bytes: 1 };
  const { id } = await api.container.database.media.create({ data: { userId: owner.id, ...picture } });
  return { ids: { id } };
}

export const mediaScenes: Scenes = {
  listMedia: () => ({}),
  uploadMedia: async () => ({ form: pictureForm(await drawPicture().png().toBuffer()) }),
  deleteMedia: createMedia,
};
