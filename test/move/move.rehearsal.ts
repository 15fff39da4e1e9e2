import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { isOnPath, isRootOnLinux } from '../helpers/machine';
import { describeWhere } from '../helpers/when-available';
import { eventually } from '../helpers/eventually';
import type { MovingClients } from './moving-clients';
import { manyName, MoveScene, ttlSeconds } from './scene';

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
    let thereAt: number;
    let backAt: number;
    const recordings: string[] = [];

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

    const move = (...words: readonly string[]) =>
      scene.waffle(['move', '--to', manyName, '--region', 'us-east-1', ...words]);

    test('the parts alone refuse what would lose a write', async () => {
      for (const word of ['dump', 'load'])
        expect(await scene.move(word, 'early')).toMatchObject({
          status: 1,
          output: expect.stringContaining('move.sh hold'),
        });
      expect(await move('--back')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('nothing to bring back'),
      });
    });

    test('hold refuses what writes, lets what reads go on, and can be killed', async () => {
      for (const ms of [20, 60, 150, 300]) await scene.killedMove(ms, 'hold');
      const stands = expect.stringContaining('holds what writes');
      expect(await scene.move('hold')).toMatchObject({ status: 0, output: stands });
      const answer = plan('old');
      expect(answer).toMatchObject(held);
      expect(answer.headers).toContain('retry-after: 5');
      expect(answer.headers).toContain('strict-transport-security');
      expect(scene.ask('old', 'GET', 'seminar/', undefined, access).status).toBe(200);
    });

    test('what fails on the way there leaves the server as it was', async () => {
      expect(await scene.move('forward', 'nobody.example.com')).toMatchObject({ status: 1 });
      scene.aws.plant({ operation: 'CopyObject', does: 'denied' });
      expect(await move()).toMatchObject({ code: 4, stderr: expect.stringContaining('Serve as before') });
      scene.aws.forget();
      expect(plan('old').status).toBe(200);
    });

    test('there: one command, and nobody is served by two', async () => {
      thereAt = Date.now();
      const { code, stdout, stderr } = await move();
      expect([code, stderr]).toEqual([0, expect.stringMatching(/: the same$/m)]);
      recordings.push(stderr + stdout);
      expect(plan('old').status).toBe(200);
      expect(await todosOf('many')).toContain('by hand');
      expect(await move()).toMatchObject({ code: 1, stderr: expect.stringContaining('there already') });
      await expectEachOnce('many');
    });

    test('whoever is signed in stays so, and clients follow the record', async () => {
      scene.lead('many');
      const newest = () => Promise.resolve(clients.samples.at(-1));
      await eventually(async () => expect((await newest())?.address).toBe(scene.addresses.many), 6_000);
      expect(plan('many').status).toBe(200);
      expect(await scene.move('serve')).toMatchObject({
        status: 1,
        output: expect.stringContaining('move.sh load'),
      });
    });

    test('back: the server is the gate once more, and the way past it is closed', async () => {
      scene.lead('old');
      await sleep((ttlSeconds + 1) * 1_000);
      backAt = Date.now();
      const { code, stdout, stderr } = await move('--back');
      expect([code, stderr]).toEqual([0, expect.stringContaining('this server serves')]);
      recordings.push(stderr + stdout);
      expect(plan('old').status).toBe(200);
      expect(await scene.balancerRules()).toHaveLength(1);
      await sleep(500);
    });

    test('no read failed, no write that was acknowledged is lost or twice, each refusal said when to come again', async () => {
      await clients.stop();
      expect(clients.output).toBe('');
      expect(clients.failedReads).toEqual([]);
      const others = clients.writes.filter(({ status }) => status !== 200 && status !== 503);
      // Nginx had just ended the kept connection, to read its files anew: nothing was done, and nobody is told that it was.
      expect(others.filter(({ status, reused }) => status !== 0 || reused !== true)).toEqual([]);
      const done = await todosOf('old');
      expect(others.filter(({ contents = '' }) => done.includes(contents))).toEqual([]);
      const refused = clients.writes.filter(({ status }) => status === 503);
      expect(refused.filter(({ retryAfter }) => retryAfter !== '5')).toEqual([]);
      expect(clients.acknowledged.length).toBeGreaterThan(50);
      await expectEachOnce('old');
      const [there, back] = [clients.refusedMs(thereAt, backAt), clients.refusedMs(backAt, Date.now())];
      process.stderr.write(
        `${recordings.join('')}${clients.samples.length} requests, none of ${clients.samples.length - clients.writes.length} reads failed; ` +
          `writes were refused for ${there} ms there, ${back} ms back; ${clients.acknowledged.length} were acknowledged and are there once; ${others.length} met a connection that had ended\n`,
      );
    });
  },
);
