import { instance as layout } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { copyRelease, correctManifest, deploy, expectServing, nameCopy, servingRelease } from '../deploys';
import type { Instance } from '../instance';
import { plantKills } from '../planted-kills';
import { mainPid, servingUnit, untilRestarted } from '../units';
import type { Act, ActCast } from './act';
import { untilRight } from './kills';
import { plantFault } from './plant';

/** What must not notice the leak; SSH is not on every image of the rehearsal. */
const bystanders = ['nginx.service', layout.redisUnit, 'ssh.service', 'systemd-journald.service'];
const namedInJournal = /killed by the kernel for memory/;

/** Holds 16 MiB more every 20 ms, outside of Node's heap, once it is asked to. */
const leak = `process.on("SIGUSR2", () => { const held = []; setInterval(() => held.push(Buffer.alloc(16 << 20, 1)), 20); });`;

const plantLeak = `printf "\\n%s\\n" '${leak}' >>app/server.cjs\n${correctManifest}`;

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
        await plantKills(cast, () => provokeLeak(cast));
        await untilRight(cast, story);
      },
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
  const said = await saidInJournal(instance, unit);
  if (!said.some((line) => namedInJournal.test(line)))
    throw new UserError(`the journal does not say that ${unit} was killed for memory:\n${said.join('\n')}`);
}

/** Of the last seconds under load: all but the lines of requests, of which there are a hundred a second. */
async function saidInJournal(instance: Instance, unit: string): Promise<readonly string[]> {
  const words = ['--unit', unit, '--lines', '5000', '--no-pager', '--output', 'cat'];
  const journal = await instance.run(['journalctl', ...words]);
  return journal.split('\n').filter((line) => !line.startsWith('{'));
}

const pidsOf = async (instance: Instance): Promise<string> => {
  const pids = await Promise.all(bystanders.map(async (unit) => `${unit} ${await mainPid(instance, unit)}`));
  return pids.join(', ');
};
