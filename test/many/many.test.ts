import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { migrationsDirectory } from '../helpers/migrations-directory';
import { eventually } from '../helpers/eventually';
import { isOnPath, isRootOnLinux } from '../helpers/machine';
import { describeWhere } from '../helpers/when-available';
import { readMigrationFiles } from '../../app/platform/migrations/migration-files';
import type { Client } from '../helpers/many/client';
import { clients, Load } from './load';
import { type Name, names, Scene } from '../helpers/many/scene';

const password = 'waffle-many';
/** Two hundred rounds take a third of it, where nothing else runs. */
const roundsMs = 20_000;
let scene: Scene;
let balancer: Client;
let alone: Record<Name, Client>;
let token: string;
let seminar: number;
const loads: Load[] = [];

const newLoad = () => {
  const load = new Load(balancer, token, seminar);
  loads.push(load);
  return load;
};
const untilReady = (name: Name) =>
  eventually(
    async () =>
      expect(await alone[name].send('GET', '/api/v1/seminar/', { token })).toMatchObject({ status: 200 }),
    20_000,
  );

const outcomeAt = async (name: Name) =>
  (await alone[name].send('GET', 'seminar/', { token })).headers['x-cache'];

/** How often a process has found Redis slow: for a moment it then counts by itself. */
const slowSpells = () =>
  names.reduce((sum, name) => sum + scene.process(name).output.split('Redis cannot be used').length - 1, 0);

/** Renames the seminar through one process; the names that all then read, at once. */
async function renameAndRead(writer: Name, name: string): Promise<readonly unknown[]> {
  const { status, body } = await alone[writer].send('PUT', `seminar/${seminar}/`, { token, json: { name } });
  expect([status, body.name]).toEqual([200, name]);
  const answers = await Promise.all(names.map((reader) => alone[reader].send('GET', 'seminar/', { token })));
  return answers.map((answer) => answer.body[0]?.name);
}

describeWhere(
  isRootOnLinux && ['nginx', 'redis-server', 'ip'].every(isOnPath),
  'root on Linux, nginx, redis-server and iproute2',
  'four processes, each on a machine of its own, behind a balancer',
  () => {
    let migrated: readonly string[];
    beforeAll(async () => {
      scene = await Scene.open();
      migrated = await scene.migrateEverywhere();
      await Promise.all(names.map((name) => scene.start(name)));
      balancer = scene.client('balancer');
      alone = Object.fromEntries(names.map((name) => [name, scene.client(name)])) as Record<Name, Client>;
      const user = { username: 'ada', password, email: 'ada@example.com', role: 'instructor' };
      ({ token } = (await balancer.send('POST', 'user/', { json: user })).body);
      const json = { name: 'Seminar', capacity: 10, count: 5, time: '14:30' };
      seminar = (await balancer.send('POST', 'seminar/', { token, json })).body.id;
    }, 120_000);
    afterAll(async () => {
      balancer?.close();
      for (const client of Object.values(alone ?? {})) client.close();
      await scene?.close();
    });

    test('migrate an empty database at once: each migration is applied by one of them', () => {
      const applied = migrated.flatMap((output) => output.match(/^\d{14}_\w+(?=: applied)/gm) ?? []);
      const all = readMigrationFiles(migrationsDirectory).map(({ name }) => name);
      expect([...applied].sort()).toEqual(all);
    });

    test('show each write in every list right after it, under load', async () => {
      const stale: unknown[] = [];
      let rounds = 0;
      const load = newLoad();
      await load.during(async () => {
        const endMs = performance.now() + roundsMs;
        for (; rounds < 200 && performance.now() < endMs; rounds++) {
          const name = `Round ${rounds}`;
          const read = await renameAndRead(names[rounds % names.length] as Name, name);
          if (read.some((found) => found !== name)) stale.push([name, read]);
        }
      });
      expect(stale).toEqual([]);
      expect(rounds).toBeGreaterThan(20);
      expect(load.failed('GET', 'PUT', 'POST')).toEqual([]);
      await eventually(async () => expect(await outcomeAt('a')).toBe('hit'));
    }, 60_000);

    test('end a sign-in together: what one has ended or used, the others refuse', async () => {
      const logIn = () => alone.a.send('POST', 'auth/login/', { json: { username: 'ada', password } });
      const { refresh } = (await logIn()).body.token;
      const refreshAt = (name: Name, used: string) =>
        alone[name].send('POST', 'auth/refresh/', { json: { refresh: used } });
      const next = await refreshAt('b', refresh);
      expect(next.status).toBe(200);
      expect((await refreshAt('c', refresh)).status).toBe(401);
      expect((await refreshAt('d', next.body.token?.refresh ?? next.body.refresh)).status).toBe(401);
    });

    test('end a sign-in together: where one is logged out, all others know it', async () => {
      const json = (await alone.a.send('POST', 'auth/login/', { json: { username: 'ada', password } })).body
        .token;
      await alone.b.send('POST', 'auth/logout/', { json });
      for (const name of names)
        expect((await alone[name].send('POST', 'auth/refresh/', { json })).status).toBe(401);
    });

    test('count failed sign-ins together, by the address that the balancer saw', async () => {
      const letThrough = async (username: string, from: string) => {
        const json = { username, password: 'wrong' };
        const spells = slowSpells();
        let attempts = 0;
        const attempt = () => alone[names[attempts % 4] as Name].send('POST', 'auth/login/', { json, from });
        while (attempts < 40 && (await attempt()).status !== 429) attempts++;
        return { attempts, disturbed: slowSpells() > spells };
      };
      let seen = await letThrough('ada', '198.51.100.7');
      for (let n = 8; seen.disturbed && n < 16; n++) seen = await letThrough(`nobody${n}`, `198.51.100.${n}`);
      expect(seen).toEqual({ attempts: 10, disturbed: false });
      const elsewhere = await balancer.send('POST', 'auth/login/', {
        json: { username: 'ada', password },
        from: '192.0.2.1',
      });
      expect(elsewhere.status).toBe(200);
    });

    test('answer a health check that names no host, and hide it from clients', async () => {
      expect((await balancer.send('GET', '/readyz')).status).toBe(404);
      expect((await balancer.send('GET', '/healthz')).status).toBe(404);
      expect((await scene.probe('a')).status).toBe(200);
    });

    test('lose no request while one is told to stop', async () => {
      const load = newLoad();
      const probes = await load.during(async () => {
        const ended = scene.end('a', 'SIGTERM');
        await sleep(500);
        const probe = await scene.probe('a');
        expect(await ended).toBe(0);
        await scene.start('a');
        return probe;
      });
      expect(probes).toMatchObject({ status: 503, body: { reason: 'shutting down' } });
      expect(load.failed('GET', 'PUT', 'POST')).toEqual([]);
    }, 60_000);

    test('lose nothing but the answers of POSTs under way when one is killed', async () => {
      const load = newLoad();
      await load.during(async () => {
        await scene.end('b', 'SIGKILL');
        await sleep(1_500);
        await scene.start('b');
      });
      expect(load.failed('GET', 'PUT')).toEqual([]);
      expect(load.unanswered.length).toBeLessThanOrEqual(clients);
    }, 60_000);

    test('lose nothing but those when one is cut off from the balancer', async () => {
      const load = newLoad();
      await load.during(async () => {
        scene.network.cut(scene.host('c'), 'front');
        await sleep(3_000);
        scene.network.mend(scene.host('c'), 'front');
      });
      expect(load.failed('GET', 'PUT')).toEqual([]);
      expect(load.unanswered.length).toBeLessThanOrEqual(clients);
      await untilReady('c');
    }, 60_000);

    test('show each write of one that is cut off from Redis, and lose none', async () => {
      const load = newLoad();
      await load.during(async () => {
        scene.network.cut(scene.host('d'), 'cache');
        for (const name of ['Cut 1', 'Cut 2'])
          expect(await renameAndRead('d', name)).toEqual(names.map(() => name));
        scene.network.mend(scene.host('d'), 'cache');
      });
      expect(load.failed('GET', 'PUT', 'POST')).toEqual([]);
      await eventually(async () => expect(await outcomeAt('d')).toBe('hit'), 10_000);
      expect(await renameAndRead('a', 'Mended')).toEqual(names.map(() => 'Mended'));
      expect(await scene.connection.query('SELECT * FROM UntoldKey')).toEqual([]);
    }, 60_000);

    test('are not ready without the database, and lose nothing but those', async () => {
      const load = newLoad();
      await load.during(async () => {
        scene.network.cut(scene.host('a'), 'data');
        expect(await scene.probe('a')).toMatchObject({ status: 503 });
        expect((await scene.probe('b')).status).toBe(200);
        await sleep(1_000);
        scene.network.mend(scene.host('a'), 'data');
      });
      expect(load.failed('GET', 'PUT')).toEqual([]);
      expect(load.unanswered.length).toBeLessThanOrEqual(clients);
      await eventually(async () => expect((await scene.probe('a')).status).toBe(200), 20_000);
    }, 60_000);

    test('keep every write that was acknowledged, and none twice', async () => {
      const rows: { contents: string }[] = await scene.connection.query('SELECT contents FROM Todo');
      const there = rows.map(({ contents }) => contents);
      const acknowledged = loads.flatMap((load) => load.acknowledged);
      expect(acknowledged.length).toBeGreaterThan(50);
      expect(acknowledged.filter((contents) => !there.includes(contents))).toEqual([]);
      expect(new Set(there).size).toBe(there.length);
    });
  },
);
