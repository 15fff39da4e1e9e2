import { Agent, request } from 'node:http';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { type Community, openCommunity } from '../../../test/helpers/community';
import { insertUsers } from '../../../test/helpers/insert-users';
import { ServerProcess } from '../../../test/helpers/server-process';
import { someAtATime } from '../../../test/helpers/some-at-a-time';
import type { TestUser } from '../../../test/helpers/test-api';

/** Ten times as many take a minute on a small machine: `HOT_REQUESTS=10000`. */
const requests = Number(process.env.HOT_REQUESTS ?? 1_000);
const atOnce = 50;
const agent = new Agent({ keepAlive: true });

let community: Community;
/** A process of its own, beside the one of the test. */
let other: ServerProcess;
let ports: number[];
let users: TestUser[];
beforeAll(async () => {
  community = await openCommunity();
  const { api } = community;
  const redis = { REDIS_URL: `unix:${api.redis.socket}` };
  other = new ServerProcess({ ...api.database.environment, ...redis, PORT: '0' });
  await other.untilListening();
  ports = [api.port, Number(/"port":(\d+)/.exec(other.output)?.[1])];
  users = await insertUsers(api.database, 200);
});
afterAll(async () => {
  agent.destroy();
  other.kill('SIGTERM');
  await other.exitCode;
  await community.stop();
});

const createPost = async (): Promise<number> => {
  const json = { title: 'Hot', contents: 'Everybody likes it, or not' };
  const { author, api, board } = community;
  return (await api.call('POST', `boards/${board}/posts/`, { ...author, json })).body.id;
};

/** Without the comparison of each answer with the document, which would take longer than the answer. */
const ask = (port: number, method: string, path: string, { token }: TestUser) =>
  new Promise<number>((resolve, reject) => {
    const headers = { authorization: `Token ${token}` };
    const sent = request({ agent, port, method, path: `/api/v1/${path}`, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', reject).end();
  });

/** Each user by turns likes and does not, again and again; two requests of the same user are under way at once too. */
async function reactAtOnce(postId: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const numbers = Array.from({ length: requests }, (_, index) => index);
  await someAtATime(atOnce, numbers, async (number) => {
    const user = users[Math.floor(number / 2) % users.length] as TestUser;
    const method = (number * 7919) % 5 < 3 ? 'PUT' : 'DELETE';
    const status = await ask(ports[number % ports.length] as number, method, `posts/${postId}/like/`, user);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  });
  return statuses;
}

async function countEverywhere(postId: number) {
  const { connection } = community.api.database;
  const [row] = await connection.query(
    `SELECT like_count AS counter, (SELECT COUNT(*) FROM PostLike WHERE post_id = ?) AS count
    FROM Post WHERE id = ?`,
    [postId, postId],
  );
  const { body } = await community.api.call('GET', `posts/${postId}/`, community.author);
  return { counter: row.counter, rows: Number(row.count), answer: body.like_count as number };
}

test(`${requests} likes and unlikes of one post at once leave exact counters`, async () => {
  const postId = await createPost();
  expect(await reactAtOnce(postId)).toEqual(new Map([[200, requests]]));
  const { counter, rows, answer } = await countEverywhere(postId);
  expect([counter, answer]).toEqual([rows, rows]);
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThan(users.length);
}, 600_000);
