import type { TestApi } from '../helpers/test-api';
import type { Stage } from './stage';

/** One of each kind, who is no more than that. */
export async function openStage(api: TestApi): Promise<Stage> {
  const { database } = api.container;
  const owner = await api.addUser('participant');
  const friend = await api.addUser('participant');
  const staff = await api.addUser('participant');
  await database.user.updateMany({ where: { id: staff.id }, data: { isStaff: true } });
  const pair = { lowId: Math.min(owner.id, friend.id), highId: Math.max(owner.id, friend.id) };
  await database.friendship.createMany({ data: { ...pair, askerId: friend.id, acceptedAt: new Date() } });
  const user = await api.addUser('participant');
  return { api, owner, users: { user, friend, staff, instructor: await api.addUser('instructor') } };
}
