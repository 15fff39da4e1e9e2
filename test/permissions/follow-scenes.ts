import { insertUsers } from '../helpers/insert-users';
import type { Scenes, Stage } from './stage';

/** Somebody else, whoever asks. */
async function anybody({ api }: Stage) {
  const [user] = await insertUsers(api.database, 1);
  return { ids: { id: user?.id ?? 0 } };
}

export const followScenes: Scenes = {
  showFollow: anybody,
  followUser: anybody,
  unfollowUser: anybody,
  listFollowers: anybody,
  listFollowing: anybody,
  showCalendar: () => ({ query: '?month=2026-11' }),
};
