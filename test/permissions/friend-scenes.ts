import { make, type Scenes, type Stage } from './stage';

/** Asked of the owner, by somebody who is no more than that. */
async function askOwner(stage: Stage) {
  const asker = await stage.api.addUser('participant');
  const { id } = await make(stage, 'POST', 'friends/', { user: stage.owner.id }, asker);
  return { ids: { id: id as number } };
}

export const friendScenes: Scenes = {
  listFriends: () => ({}),
  askFriend: async ({ api }) => ({ json: { user: (await api.addUser('participant')).id } }),
  answerFriend: async (stage) => ({ ...(await askOwner(stage)), json: { accepted: true } }),
  deleteFriend: askOwner,
};
