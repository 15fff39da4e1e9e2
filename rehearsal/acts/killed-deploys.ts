import { UserError } from '../../bin/io/errors';
import { copyRelease, deploy, deployScript, expectServing, servingRelease, tryDeploy } from '../deploys';
import type { Instance } from '../instance';
import type { Story } from '../scenario';
import { asClientView } from '../seen-fault';
import { expectSettled, readStanding } from '../standing';
import { refuseFailures, underLoad } from '../under-load';
import { waitUntil } from '../wait-until';
import type { Act, ActCast } from './act';
import { Attempts } from './attempts';
import { type Kill, killScript, kills, rebootKills } from './killed-deploys/kills';

const killFile = '/var/tmp/kill-deploy.sh';

/** deploy.sh killed in each of its steps; the next run of the same command ends what it began. */
export const killedDeploysAct: Act = {
  title: 'kill deploy.sh in each of its steps while clients use the API',
  async play(cast, story) {
    await cast.instance.run(['bash', '-c', `cat >${killFile} <<'END'\n${killScript}\nEND`]);
    const archives = await makeArchives(cast);
    const killed = await underLoad(cast, story, this.title, () => killEach(cast, archives));
    refuseFailures(killed.result);
    cast.faults.push({
      fault: `deploy.sh is killed, ${kills.length} times, in each of its steps`,
      outcome: 'the next run of the same command ends what it began; a release serves throughout',
      client: asClientView(killed),
    });
    for (const kill of rebootKills) await rebootAfter(cast, story, kill, archives.next());
  },
};

interface Archive {
  readonly release: string;
  readonly file: string;
}

interface Archives {
  /** Another one than serves. */
  next(): Archive;
}

async function makeArchives({ instance }: ActCast): Promise<Archives> {
  const serving = await servingRelease(instance);
  const releases = [`${serving}-killed-1`, `${serving}-killed-2`];
  const archives: Archive[] = [];
  for (const release of releases) archives.push({ release, file: await copyRelease(instance, release) });
  let count = 0;
  return { next: () => archives[(count += 1) % archives.length] as Archive };
}

async function killEach(cast: ActCast, archives: Archives): Promise<void> {
  const attempts = new Attempts(cast);
  for (const kill of kills) {
    await attempts.make(`${describe(kill)}, and run again`, async () => {
      const { words, release } = await command(cast, kill, archives);
      await killDeploy(cast.instance, words, kill);
      const seconds = await runAgain(cast, words, release);
      return `then ${release} serves after ${seconds.toFixed(1)} s`;
    });
  }
  attempts.end();
}

/** What is run and has to serve in the end. */
async function command({ instance }: ActCast, { rollback }: Kill, archives: Archives) {
  if (!rollback) {
    const { file, release } = archives.next();
    return { words: [file], release };
  }
  // Two releases: whichever serves, one goes back to the other.
  await deploy(instance, [archives.next().file]);
  const release = archives.next().release;
  archives.next();
  return { words: ['--rollback'], release };
}

const describe = ({ step, rollback, before, after, everything }: Kill) =>
  `killed ${after ? `${after} s after` : 'before'} “${before}” of “${step}”${rollback ? ' (rollback)' : ''}, ${everything ? 'and all that it had started' : 'alone'}`;

/** @throws UserError when it ended otherwise */
async function killDeploy(instance: Instance, words: readonly string[], kill: Kill): Promise<void> {
  const { step, before, after = 0, everything } = kill;
  const variables = [
    `BASH_ENV=${killFile}`,
    `KILL_STEP=${step}`,
    `KILL_BEFORE=${before}`,
    `KILL_AFTER=${after}`,
    `KILL_GROUP=${everything ? '-' : ''}`,
  ];
  // What it had started may outlive it, with its output: that goes to a file, or the end of it all would be waited for.
  const script =
    'env "$@" >/var/tmp/killed-deploy.log 2>&1; echo "exit status $?"; cat /var/tmp/killed-deploy.log';
  const argv = [...variables, 'setsid', '--wait', 'bash', deployScript, ...words];
  const output = await instance.run(['bash', '-c', script, 'kill-deploy', ...argv]);
  if (output.startsWith('exit status 137')) return;
  throw new UserError(`deploy.sh was not killed at “${before}” of “${step}”:\n${output}`);
}

/** @returns how long it took */
async function runAgain({ instance, client }: ActCast, words: readonly string[], release: string) {
  const { receipt, output, exitCode, seconds } = await tryDeploy(instance, words);
  const saysSo = /the deploy before this one (did not end by itself|was killed)/.test(output);
  if (exitCode !== 0 || receipt.outcome !== 'serves' || !saysSo)
    throw new UserError(`the next run did not take over:\n${output}`);
  await expectServing(client, release);
  await expectSettled(instance);
  return seconds;
}

/** The power goes right after the kill. Clients see the reboot; what was acknowledged to them is there afterwards. */
async function rebootAfter(
  cast: ActCast,
  story: Story,
  kill: Kill,
  { file, release }: Archive,
): Promise<void> {
  const { instance, client, output, signal, faults } = cast;
  const fault = `deploy.sh is ${describe(kill)}, and the instance reboots`;
  await output.step(fault, async (step) => {
    const seen = await underLoad(cast, story, fault, async () => {
      await killDeploy(instance, [file], kill);
      const rebootedAtMs = performance.now();
      await instance.reboot();
      await waitUntil(async () => ((await client.get('/')).status === 200 ? true : undefined), {
        what: 'the API answers after the reboot',
        timeoutMs: 60_000,
        signal,
      });
      return (performance.now() - rebootedAtMs) / 1000;
    });
    const standing = await readStanding(instance);
    await deploy(instance, [file]);
    await expectServing(client, release);
    await expectSettled(instance);
    const outcome = `HTTPS answers again ${seen.value.toFixed(1)} s after the reboot began, from slot ${standing.named[0]} of ${standing.enabled.join(' and ')}`;
    faults.push({
      fault,
      outcome: `${outcome}; the next run ends what it began`,
      client: asClientView(seen),
    });
    step.note(outcome);
  });
}
