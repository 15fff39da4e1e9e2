import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { recordStatements } from '../../../test/helpers/record-statements';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let reader: TestUser;
beforeEach(async () => {
  api = await TestApi.start({ environment: { CACHE_TTL_SECONDS: '100' } });
  reader = await api.signUp('participant');
});
afterEach(() => api.stop());

async function list(query = '') {
  const { status, headers, body } = await api.call('GET', `seminar/${query}`, reader);
  return { status, cache: headers.get('X-Cache'), length: body.length };
}

/** How many statements about seminars the server has run meanwhile. */
async function countSeminarQueries(work: () => Promise<unknown>): Promise<number> {
  const statements = await recordStatements(api.database, work);
  return statements.filter((statement) => statement.includes('FROM Seminar s')).length;
}

describe('the list of all seminars', () => {
  test('is a miss, then a hit that asks the database nothing, in each order', async () => {
    await api.createSeminar();
    for (const query of ['', '?order=earliest']) {
      expect(await countSeminarQueries(async () => expect((await list(query)).cache).toBe('miss'))).toBe(1);
      expect(await countSeminarQueries(async () => expect((await list(query)).cache).toBe('hit'))).toBe(0);
    }
  });

  test('lies in Redis under one key for each order, with its time to live', async () => {
    await list();
    await list('?order=earliest');
    await api.redis.use(async (redis) => {
      for (const key of ['seminar-list:default', 'seminar-list:earliest']) {
        expect(await redis.get(key)).toBe('[]');
        expect(await redis.ttl(key)).toBeGreaterThan(95);
        expect(await redis.ttl(key)).toBeLessThanOrEqual(100);
      }
    });
  });

  test('is never cached when searched by name', async () => {
    for (const name of ['x', 'x']) expect((await list(`?name=${name}`)).cache).toBeNull();
  });

  test('shows a write to the next read', async () => {
    await list();
    const id = await api.createSeminar();
    expect(await list()).toEqual({ status: 200, cache: 'miss', length: 1 });
    await list('?order=earliest');
    await api.call('POST', `seminar/${id}/user/`, { ...reader, json: { role: 'participant' } });
    expect((await list()).cache).toBe('miss');
    expect((await list('?order=earliest')).cache).toBe('miss');
  });

  test('is loaded once for all who wait', async () => {
    await api.createSeminar();
    const queries = await countSeminarQueries(() => Promise.all(Array.from({ length: 100 }, () => list())));
    // Whoever asks while the entry is being written back loads it once more.
    expect(queries).toBeGreaterThanOrEqual(1);
    expect(queries).toBeLessThanOrEqual(2);
  });
});

describe('Redis is', () => {
  const timed = async () => {
    const startMs = performance.now();
    return { ...(await list()), elapsedMs: performance.now() - startMs };
  };

  test('down: the list comes from the database, and the cache comes back by itself', async () => {
    await list();
    await api.redis.kill();
    for (let run = 0; run < 3; run++) {
      const { status, cache, elapsedMs } = await timed();
      expect({ status, cache }).toEqual({ status: 200, cache: 'miss' });
      expect(elapsedMs).toBeLessThan(1_000);
    }
    await api.redis.start();
    await eventually(async () => expect((await list()).cache).toBe('hit'));
  });

  test('down during a write: what it kept is not shown afterwards', async () => {
    await list();
    expect((await list()).cache).toBe('hit');
    api.redis.pause();
    await api.createSeminar();
    api.redis.resume();
    for (let run = 0; run < 20; run++) expect((await list()).length).toBe(1);
    await eventually(async () => expect(await list()).toMatchObject({ cache: 'hit', length: 1 }));
  });

  test('slow: a request pays its budget once, the next ones nothing', async () => {
    await list();
    api.redis.pause();
    const [first, second] = [await timed(), await timed()];
    api.redis.resume();
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.elapsedMs).toBeLessThan(700);
    expect(second.elapsedMs).toBeLessThan(first.elapsedMs);
  });

  test('away from the start: the API starts all the same', async () => {
    const alone = await TestApi.start({ environment: { REDIS_URL: 'redis://127.0.0.1:1/0' } });
    const { token } = await alone.signUp('participant');
    const { status } = await alone.call('GET', 'seminar/', { token });
    await alone.stop();
    expect(status).toBe(200);
  });
});

/** Tries again for up to five seconds. */
async function eventually(check: () => Promise<void>): Promise<void> {
  const deadlineMs = performance.now() + 5_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
