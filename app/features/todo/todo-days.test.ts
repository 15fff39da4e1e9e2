import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { ServerProcess } from '../../../test/helpers/server-process';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let owner: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
  [owner] = (await insertUsers(api.database, 1)) as [TestUser];
});
afterAll(() => api.stop());

/** The same API on a machine whose clock shows another time. */
async function startIn(zone: string): Promise<{ port: number; stop: () => Promise<unknown> }> {
  const redis = { REDIS_URL: `unix:${api.redis.socket}` };
  const server = new ServerProcess({ ...api.database.environment, ...redis, PORT: '0', TZ: zone });
  await server.untilListening();
  const port = Number(/"port":(\d+)/.exec(server.output)?.[1]);
  const stop = () => {
    server.kill('SIGTERM');
    return server.exitCode;
  };
  return { port, stop };
}

test.each(['Pacific/Kiritimati', 'Asia/Seoul', 'America/Los_Angeles', 'Pacific/Niue'])(
  'a day stays the day that was sent, on a machine in %s too',
  async (zone) => {
    const { port, stop } = await startIn(zone);
    const json = { contents: zone, date: '2026-03-08' };
    const { body } = await api.call('POST', 'todos/', { ...owner, json, port });
    const path = `todos/${body.data.id}/`;
    const update = { ...owner, json: { date: '2026-11-01' }, port };
    expect(body.data.date).toBe('2026-03-08');
    expect((await api.call('GET', path, owner)).body.date).toBe('2026-03-08');
    expect((await api.call('PATCH', path, update)).body.data.date).toBe('2026-11-01');
    expect((await api.call('GET', path, owner)).body.date).toBe('2026-11-01');
    expect((await api.call('GET', 'todos/?date=2026-03-08', { ...owner, port })).body).toEqual([]);
    await stop();
  },
);
