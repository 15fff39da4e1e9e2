import type { TestApi, TestUser } from './test-api';

/** The first one asks, the other one accepts. */
export async function makeFriends(api: TestApi, asker: TestUser, asked: TestUser): Promise<number> {
  const { id } = (await api.call('POST', 'friends/', { token: asker.token, json: { user: asked.id } })).body;
  await api.call('PUT', `friends/${id}/`, { token: asked.token, json: { accepted: true } });
  return id as number;
}
