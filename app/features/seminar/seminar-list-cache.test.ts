import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { eventually } from '../../../test/helpers/eventually';
import { recordStatements } from '../../../test/helpers/record-statements';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';

let api: TestApi;
let reader: TestUser;
beforeEach(async () => {
  api = await TestApi.start({ environment: { CACHE_TTL_SECONDS: '100' } });
  reader = await api.addUser('participant');
});
afterEach(() => api.stop());

async function list(query = '') {
  const { status, headers, body } = await api.call('GET', `seminar/${query}`, reader);
  return { status, cache: headers.get('X-Cache'), length: body.length };
}

const countSeminarQueries = (work: () => Promise<unknown>) => countQueries('FROM Seminar s', work);

/** How many statements with such a text the server has run meanwhile. */
async function countQueries(text: string, work: () => Promise<unknown>): Promise<number> {
  const statements = await recordStatements(api.database, work);
  return statements.filter((statement) => statement.includes(text)).length;
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
        expect(await redis.hget(key, 'value')).toBe('[]');
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

  test.each([1, 2])('is loaded once for 200 who wait when it expires, in %i processes', async (count) => {
    await api.createSeminar();
    const processes = count === 1 ? [api] : [api, await TestApi.start({ beside: api })];
    const ask = (n: number) => (processes[n % count] ?? api).call('GET', 'seminar/', reader);
    for (const n of processes.keys()) await ask(n);
    await api.redis.use((redis) => redis.pexpire('seminar-list:default', 1));
    const queries = await countSeminarQueries(async () => {
      const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(n)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    });
    for (const other of processes.slice(1)) await other.stop();
    expect(queries).toBe(1);
  });

  test('shows a write through another process to the next read', async () => {
    const other = await TestApi.start({ beside: api });
    for (let length = 0; length < 20; length++) {
      expect((await list()).length).toBe(length);
      expect((await list()).cache).toBe('hit');
      await other.createSeminar();
    }
    await other.stop();
  });
});

describe('a search', () => {
  const search = async (name: string) => {
    const { body, headers } = await api.call('GET', `seminar/?name=${name}`, reader);
    return { names: body.map((seminar: { name: string }) => seminar.name), cache: headers.get('X-Cache') };
  };

  test('is shared by those who wait for the same one', async () => {
    await api.createSeminar({ name: 'Backend' });
    const { connection } = api.database;
    await connection.query('LOCK TABLES Seminar WRITE');
    const queries = await countSeminarQueries(async () => {
      const answers = Promise.all(Array.from({ length: 100 }, () => search('back')));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await connection.query('UNLOCK TABLES');
      expect((await answers).map(({ names }) => names)).toEqual(Array(100).fill(['Backend']));
    });
    expect([1, 2]).toContain(queries);
  });

  test('shows every write before it, whoever else is searching', async () => {
    const names: string[] = [];
    for (let round = 0; round < 10; round++) {
      const others = Array.from({ length: 20 }, () => search('strict'));
      const name = `Strict ${round}`;
      await api.createSeminar({ name });
      names.unshift(name);
      expect(await search('strict')).toEqual({ names, cache: null });
      await Promise.all(others);
    }
  });
});

describe('a client that has the list', () => {
  test('is answered 304 until it changes', async () => {
    const { headers } = await api.call('GET', 'seminar/', reader);
    const conditional = { ...reader, headers: { 'If-None-Match': headers.get('ETag') ?? '' } };
    const same = await api.call('GET', 'seminar/', conditional);
    expect([same.status, same.body, same.headers.get('X-Cache')]).toEqual([304, '', 'hit']);
    await api.createSeminar();
    expect((await api.call('GET', 'seminar/', conditional)).status).toBe(200);
  });

  test.each(['*', '"other", W/"x"', 'garbage'])('If-None-Match: %s', async (tag) => {
    const { status } = await api.call('GET', 'seminar/', { ...reader, headers: { 'If-None-Match': tag } });
    expect(status).toBe(tag === '*' ? 304 : 200);
  });

  test('gets it compressed where that is accepted, the same bytes each time', async () => {
    for (let n = 0; n < 3; n++) await api.createSeminar();
    const lengths = [];
    for (const accept of ['gzip', 'gzip', 'identity', 'gzip;q=0', 'br, GZIP;q=0.5']) {
      const headers = { 'Accept-Encoding': accept };
      const answer = await api.call('GET', 'seminar/', { ...reader, headers });
      expect(answer.body.length).toBe(3);
      lengths.push(answer.headers.get('Content-Encoding'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(lengths).toEqual([null, 'gzip', null, null, 'gzip']);
  });
});

describe('a token', () => {
  const countTokenQueries = (work: () => Promise<unknown>) => countQueries('FROM Token', work);

  test('is looked up once, then not in the database', async () => {
    const { token } = await api.addUser('participant');
    const ask = () => api.call('GET', 'seminar/', { token });
    expect(await countTokenQueries(ask)).toBe(1);
    expect(await countTokenQueries(ask)).toBe(0);
  });

  test('that is revoked is refused at once, in every process', async () => {
    const other = await TestApi.start({ beside: api });
    const { id, token } = await api.addUser('participant');
    for (const each of [api, other]) expect((await each.call('GET', 'seminar/', { token })).status).toBe(200);
    expect(await other.container.tokens.revoke(id)).toBe(true);
    for (const each of [api, other]) expect((await each.call('GET', 'seminar/', { token })).status).toBe(401);
    await other.stop();
  });

  test('lies in Redis under a hash', async () => {
    const { token } = await api.addUser('participant');
    await api.call('GET', 'seminar/', { token });
    await api.redis.use(async (redis) => expect((await redis.keys('*')).join()).not.toContain(token));
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
    const { token } = await alone.addUser('participant');
    const { status } = await alone.call('GET', 'seminar/', { token });
    await alone.stop();
    expect(status).toBe(200);
  });
});
