import { instance as layout } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { make } from '../call';
import type { Story } from '../scenario';
import { killUnit, mainPid, servingUnit } from '../units';
import type { WatchedLoad } from '../under-load';
import { waitUntil } from '../wait-until';
import type { Act, ActCast } from './act';
import { plantFault } from './plant';

/** A process that systemd starts again is back within this, on a busy machine too. */
const mostGapMs = 10_000;

/** Each process that serves ends without a chance to say anything. */
export const killsAct: Act = {
  title: 'kill what serves, and reboot, without warning',
  async play(cast, story) {
    const { instance, signal } = cast;
    await plantFault(cast, story, {
      fault: 'kill -9 of the application',
      plant: async () => {
        await killUnit(instance, await servingUnit(instance), signal);
        await untilRight(cast, story);
      },
      outcome: outcomeOf('systemd started it again'),
    });
    await plantFault(cast, story, {
      fault: 'kill -9 of Redis',
      unnoticed: true,
      plant: () => killUnit(instance, layout.redisUnit, signal),
      outcome: () => 'systemd started it again, empty; the application did without it meanwhile',
    });
    await plantFault(cast, story, {
      fault: 'kill -9 of Nginx’s worker',
      plant: () => killWorker(cast),
      outcome: outcomeOf('Nginx started another'),
    });
    await plantFault(cast, story, {
      fault: 'kill -9 of Nginx',
      plant: async () => {
        await killUnit(instance, 'nginx.service', signal);
        await untilRight(cast, story);
      },
      outcome: outcomeOf('systemd started it again'),
    });
    await plantFault(cast, story, {
      fault: 'the instance reboots',
      plant: async () => {
        await instance.reboot();
        await untilRight(cast, story);
      },
      outcome: outcomeOf('all of it started again by itself'),
    });
  },
};

/** @throws UserError when clients had to wait longer than a start takes */
const outcomeOf =
  (outcome: string) =>
  ({ result }: WatchedLoad<unknown>): string => {
    if (result.longestGapMs <= mostGapMs) return outcome;
    throw new UserError(
      `nobody was answered for ${Math.round(result.longestGapMs)} ms, at most ${mostGapMs} is expected`,
    );
  };

async function killWorker({ instance, signal }: ActCast): Promise<void> {
  const master = await mainPid(instance, 'nginx.service');
  const workers = async () => (await instance.run(['pgrep', '--parent', String(master)])).trim();
  const before = await workers();
  await instance.run(['kill', '-KILL', ...before.split('\n')]);
  await waitUntil(async () => ((await workers()) === before ? undefined : true), {
    what: 'Nginx starts another worker',
    timeoutMs: 10_000,
    signal,
    intervalMs: 50,
  });
}

/** Until a read that needs the database is answered rightly again. */
export const untilRight = ({ client, signal }: ActCast, { token, seminarId }: Story) =>
  waitUntil(() => make(client, { ask: `GET seminar/${seminarId}/`, token, status: 200 }), {
    what: 'the API answers again',
    timeoutMs: 60_000,
    signal,
    intervalMs: 50,
  });
