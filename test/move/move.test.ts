import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { isOnPath, isRootOnLinux } from '../helpers/machine';
import { describeWhere } from '../helpers/when-available';
import { eventually } from '../helpers/eventually';
import type { MovingClients } from './moving-clients';
import { balancerName, MoveScene, ttlSeconds } from './scene';

const user = { username: 'ada', password: 'waffle-moving', email: 'ada@example.com', role: 'instructor' };
const held = { status: 503, body: { detail: expect.stringContaining('moving') } };

/** The parts run after one another, as a person types them: each goes on where the one before has ended. */
describeWhere(
  isRootOnLinux && ['nginx', 'redis-server', 'ip', 'dnsmasq', 'mmdebstrap'].every(isOnPath),
  'root on Linux, nginx, redis-server, iproute2, dnsmasq and mmdebstrap',
  'a move to many machines, and back',
  () => {
    let scene: MoveScene;
    let clients: MovingClients;
    let access: string;
    let secondMoveAt: number;

    beforeAll(async () => {
      scene = await MoveScene.open();
      const { body } = scene.ask('old', 'POST', 'user/', user);
      const login = { username: user.username, password: user.password };
      access = `Bearer ${scene.ask('old', 'POST', 'auth/login/', login).body.token.access}`;
      clients = scene.clients(body.token);
      await sleep(1_000);
    }, 120_000);
    afterAll(async () => {
      await scene?.close();
    });

    const plan = (to: 'old' | 'many') =>
      scene.ask(to, 'POST', 'todos/', { contents: 'by hand', date: '2026-11-22' }, access);
    const todosOf = async (side: 'old' | 'many') => {
      const rows = await scene[side].connection?.query<{ contents: string }[]>('SELECT contents FROM Todo');
      return (rows ?? []).map(({ contents }) => contents);
    };
    const expectEachOnce = async (side: 'old' | 'many') => {
      const there = (await todosOf(side)).filter((contents) => contents !== 'by hand');
      expect(clients.acknowledged.filter((contents) => !there.includes(contents))).toEqual([]);
      expect(new Set(there).size).toBe(there.length);
    };

    test('nothing is dumped or loaded while somebody writes', async () => {
      for (const word of ['dump', 'load'])
        expect(await scene.move(word, 'early')).toMatchObject({
          status: 1,
          output: expect.stringContaining('move.sh hold'),
        });
    });

    test('hold refuses what writes, lets what reads go on, and can be killed', async () => {
      for (const ms of [20, 60, 150, 300]) await scene.killedMove(ms, 'hold');
      expect(await scene.move('hold')).toMatchObject({
        status: 0,
        output: expect.stringContaining('holds what writes'),
      });
      const answer = plan('old');
      expect(answer).toMatchObject(held);
      expect(answer.headers).toContain('retry-after: 5');
      expect(answer.headers).toContain('strict-transport-security');
      expect(scene.ask('old', 'GET', 'seminar/', undefined, access).status).toBe(200);
    });

    test('the rows arrive as they are, in tables that the new project has migrated itself', async () => {
      expect(await scene.move('dump', 'there')).toMatchObject({ status: 0 });
      await scene.copyDump('there', scene.old, scene.many);
      const loaded = await scene.task('load', 'there');
      expect(loaded).toMatchObject({ status: 0, output: expect.stringMatching(/: the same$/m) });
      await expectEachOnce('many');
    });

    test('the server hands everything on, and nobody is served by two', async () => {
      expect(await scene.move('forward', 'nobody.example.com')).toMatchObject({ status: 1 });
      expect(plan('old')).toMatchObject(held);
      expect(await scene.move('forward', balancerName)).toMatchObject({ status: 0 });
      expect(plan('old').status).toBe(200);
      expect(await todosOf('many')).toContain('by hand');
      expect(await todosOf('old')).not.toContain('by hand');
    });

    test('whoever is signed in stays so, and clients follow the record', async () => {
      scene.lead('many');
      await eventually(
        async () => expect((await Promise.resolve(clients.samples.at(-1)))?.address).toBe('10.77.1.12'),
        ttlSeconds * 1_000 + 3_000,
      );
      expect(plan('many').status).toBe(200);
    });

    test('going back loses nothing either: the server is the gate once more', async () => {
      expect(await scene.move('serve')).toMatchObject({
        status: 1,
        output: expect.stringContaining('move.sh load'),
      });
      scene.lead('old');
      await sleep((ttlSeconds + 1) * 1_000);
      secondMoveAt = Date.now();
      expect(await scene.move('hold')).toMatchObject({
        status: 0,
        output: expect.stringContaining('hands what reads to'),
      });
      expect(plan('old')).toMatchObject(held);
      expect((await scene.task('dump', 'back')).status).toBe(0);
      await scene.copyDump('back', scene.many, scene.old);
      const loaded = await scene.move('load', 'back');
      expect(loaded).toMatchObject({ status: 0, output: expect.stringMatching(/: the same$/m) });
      expect(await scene.move('serve')).toMatchObject({ status: 0 });
      expect(plan('old').status).toBe(200);
      await sleep(1_000);
    });

    test('no read failed, no write that was acknowledged is lost or twice, each refusal said when to come again', async () => {
      await clients.stop();
      expect(clients.output).toBe('');
      expect(clients.failedReads).toEqual([]);
      const refused = clients.writes.filter(({ status }) => status !== 200);
      expect(refused.filter(({ status, retryAfter }) => status !== 503 || retryAfter !== '5')).toEqual([]);
      expect(clients.acknowledged.length).toBeGreaterThan(50);
      await expectEachOnce('old');
      const [there, back] = [clients.refusedMs(0, secondMoveAt), clients.refusedMs(secondMoveAt, Date.now())];
      process.stderr.write(
        `${clients.samples.length} requests, none of ${clients.samples.length - clients.writes.length} reads failed; ` +
          `writes were refused for ${there} ms there, ${back} ms back; ${clients.acknowledged.length} of them are there, once\n`,
      );
    });
  },
);
