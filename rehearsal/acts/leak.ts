import { instance as layout } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { copyRelease, deploy, expectServing, nameCopy, servingRelease } from '../deploys';
import type { Instance } from '../instance';
import { mainPid, servingUnit, untilRestarted } from '../units';
import type { Act, ActCast } from './act';
import { untilRight } from './kills';
import { plantFault } from './plant';

/** What must not notice the leak; SSH is not on every image of the rehearsal. */
const bystanders = ['nginx.service', layout.redisUnit, 'ssh.service', 'systemd-journald.service'];
const namedInJournal = /killed by the kernel for memory/;

/** Holds 16 MiB more every 20 ms, outside of Node's heap, once it is asked to. */
const leak = `process.on("SIGUSR2", () => { const held = []; setInterval(() => held.push(Buffer.alloc(16 << 20, 1)), 20); });`;

/** In the shell of copyRelease: the changed file gets its new checksum. */
const plantLeak = `
  old=$(sha256sum app/server.cjs | cut -d " " -f 1)
  printf "\\n%s\\n" '${leak}' >>app/server.cjs
  sed -i "s/$old/$(sha256sum app/server.cjs | cut -d " " -f 1)/" manifest.json`;

/** A release that leaks is ended by its own limit, before it takes anything else with it. */
export const leakAct: Act = {
  title: 'let the application leak until it is killed',
  async play(cast, story) {
    const { instance, output } = cast;
    const release = nameCopy(await servingRelease(instance), 99);
    await output.step('deploy a release with a planted leak', async () => {
      await deploy(instance, [await copyRelease(instance, release, plantLeak)]);
      await expectServing(cast.client, release);
    });
    await plantFault(cast, story, {
      fault: 'the application leaks memory up to its limit',
      plant: async () => {
        await provokeLeak(cast);
        await untilRight(cast, story);
      },
      killsForMemory: true,
      outcome: () => 'the kernel ended it alone, systemd named it and started it again',
    });
  },
};

/** @throws UserError when anything else ends, or nobody says why it ended */
async function provokeLeak({ instance, signal }: ActCast): Promise<void> {
  const unit = await servingUnit(instance);
  const [before, others] = [await mainPid(instance, unit), await pidsOf(instance)];
  await instance.run(['kill', '-USR2', String(before)]);
  await untilRestarted(instance, unit, { before, signal });
  const othersAfter = await pidsOf(instance);
  if (othersAfter !== others)
    throw new UserError(`something else was restarted too: ${others} before, then ${othersAfter}`);
  const journal = await instance.run([
    'journalctl',
    '--unit',
    unit,
    '--lines',
    '30',
    '--no-pager',
    '--output',
    'cat',
  ]);
  if (!namedInJournal.test(journal))
    throw new UserError(`the journal does not say that ${unit} was killed for memory:\n${journal}`);
}

const pidsOf = async (instance: Instance): Promise<string> => {
  const pids = await Promise.all(bystanders.map(async (unit) => `${unit} ${await mainPid(instance, unit)}`));
  return pids.join(', ');
};
