import { setTimeout as sleep } from 'node:timers/promises';
import { instance as layout } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { api } from '../client';
import type { Story } from '../scenario';
import { mainPid, servingUnit } from '../units';
import type { Act, ActCast } from './act';
import { untilRight } from './kills';
import { plantFault } from './plant';

const databaseGoneMs = 30_000;
const redisGoneMs = 10_000;
/** The pool's patience with one connection, and some more. */
const mostRecoverySeconds = 10;

/** What the application asks others for is gone for a while. */
export const outagesAct: Act = {
  title: 'take database and cache away, and give them back',
  async play(cast, story) {
    const { instance } = cast;
    const { value } = await plantFault(cast, story, {
      fault: `the database is gone for ${databaseGoneMs / 1000} s`,
      plant: () => takeDatabaseAway(cast, story),
      outcome: ({ value: { answers, recoverySeconds } }) =>
        `meanwhile ${answers}; right again ${recoverySeconds} s after it was back, nothing was restarted`,
      verdictSeconds: ({ recoverySeconds }) => recoverySeconds,
    });
    cast.figures.databaseRecoverySeconds = value.recoverySeconds;
    await plantFault(cast, story, {
      fault: 'Redis is emptied (FLUSHALL)',
      unnoticed: true,
      plant: () => instance.run(['redis-cli', '-s', layout.redisSocket, 'FLUSHALL']),
      outcome: () => 'filled again from the database',
    });
    await plantFault(cast, story, {
      fault: `Redis is gone for ${redisGoneMs / 1000} s`,
      unnoticed: true,
      plant: async () => {
        await instance.run(['systemctl', 'stop', layout.redisUnit]);
        await sleep(redisGoneMs);
        await instance.run(['systemctl', 'start', layout.redisUnit]);
      },
      outcome: () => 'answered from the database meanwhile',
    });
  },
};

async function takeDatabaseAway(cast: ActCast, story: Story) {
  const { instance, database } = cast;
  const unit = await servingUnit(instance);
  const processId = await mainPid(instance, unit);
  const goneAtMs = performance.now();
  await database.kill();
  await sleep(databaseGoneMs / 2);
  const answers = await probe(cast, story);
  await sleep(databaseGoneMs - (performance.now() - goneAtMs));
  await database.start();
  const backAtMs = performance.now();
  await untilRight(cast, story);
  const recoverySeconds = Math.round((performance.now() - backAtMs) / 100) / 10;
  if (recoverySeconds > mostRecoverySeconds)
    throw new UserError(
      `right again only ${recoverySeconds} s after the database was back, ${mostRecoverySeconds} is the most`,
    );
  if ((await mainPid(instance, unit)) !== processId) throw new UserError(`${unit} was restarted meanwhile`);
  return { answers, recoverySeconds };
}

/** What is asked for and answered how: `GET / 200`. */
async function probe({ client }: ActCast, { token, seminarId }: Story): Promise<string> {
  const paths = ['/', api('seminar/'), api(`seminar/${seminarId}/`)];
  const answers = await Promise.all(paths.map((path) => client.get(path, token)));
  return answers
    .map(({ status, headers }, index) => {
      const later =
        headers['retry-after'] === undefined ? '' : `, Retry-After ${String(headers['retry-after'])}`;
      return `GET ${paths[index]} ${status}${later}`;
    })
    .join(', ');
}
