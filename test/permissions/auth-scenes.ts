import { RefreshFamilies } from '../../app/features/auth/refresh-families';
import type { Scenes, Stage } from './stage';
import { userScenes } from './user-scenes';

/** A refresh token of the owner's. */
async function newRefresh({ api, owner }: Stage): Promise<string> {
  const { database, jwt } = api.container;
  return jwt.sign('refresh', await new RefreshFamilies(database).begin(owner.id));
}

export const authScenes: Scenes = {
  startSession: (stage, kind) => userScenes['logIn']?.(stage, kind) ?? {},
  refreshSession: async (stage) => ({ json: { refresh: await newRefresh(stage) } }),
  endSession: async (stage) => ({ json: { refresh: await newRefresh(stage) } }),
  showSessionUser: () => ({}),
};
