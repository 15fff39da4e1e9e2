import type { TestApi } from '../helpers/test-api';
import type { Scenes } from './stage';

const password = 'secret';
let names = 0;

/** One for all: signing up takes a fifth of a second. */
let account: Promise<{ username: string; password: string }> | undefined;
const signUp = async (api: TestApi) => ({
  username: (await api.signUp('participant', { password })).username,
  password,
});

export const userScenes: Scenes = {
  version: () => ({}),
  signUp: () => {
    const username = `permitted${++names}`;
    return { json: { username, password, email: `${username}@example.com`, role: 'participant' } };
  },
  logIn: async ({ api }) => ({ json: await (account ??= signUp(api)) }),
  logOut: () => ({}),
  showMe: () => ({}),
  updateMe: () => ({ json: { email: 'permitted@example.com' } }),
  // Whoever is one already breaks a rule, which is no question of permission.
  becomeParticipant: async ({ api }, kind) => ({ json: {}, as: { [kind]: await api.addUser('instructor') } }),
  showUser: ({ owner }) => ({ ids: { id: owner.id } }),
  updateUser: ({ owner }) => ({ ids: { id: owner.id }, json: {} }),
};
