import path from 'node:path';
import { instance as layout } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { Laptop } from '../command-line/laptop';
import { RunCommandFront } from '../command-line/run-command-front';
import { copyRelease, expectServing, nameCopy, type Receipt, servingRelease } from '../deploys';
import { asClientView } from '../seen-fault';
import { refuseFailures, underLoad } from '../under-load';
import type { Story } from '../scenario';
import type { Act, ActCast } from './act';

interface Deployed {
  readonly release: string;
  readonly from: string;
  readonly receipt: Receipt;
}

/** Numbers that no other act gives to its releases. */
const numbers = { first: 91, cut: 92 };

/** The verbs for the server, typed on a laptop, while clients read and write over HTTPS. */
export const commandLineAct: Act = {
  title: 'deploy, cut off, roll back and look from a laptop',
  async play(cast, story) {
    const front = await RunCommandFront.start(cast.stage.socketTo('aws'), cast.instance);
    try {
      const laptop = new Laptop(front.endpoint);
      await laptop.deployStack();
      await expectExec(cast, laptop);
      await makeStaffByExec(cast, laptop, story);
      const first = await servingRelease(cast.instance);
      const watched = await underLoad(cast, story, this.title, async () => {
        await deployOnce(cast, laptop, first);
        await deployCutOff(cast, laptop, first);
        await rollBack(cast, laptop, first);
      });
      await cast.output.step('no request failed, no write is lost', async (step) => {
        refuseFailures(watched.result);
        step.note(
          `${watched.result.requests} requests, longest gap ${Math.round(watched.result.longestGapMs)} ms`,
        );
      });
      cast.faults.push({
        fault: 'the laptop that deploys is cut off',
        outcome: 'the deploy goes on; the same command follows it to its end',
        client: asClientView(watched),
      });
      await look(cast, laptop, nameCopy(first, numbers.first));
    } finally {
      front.stop();
    }
  },
};

const expectExec = ({ output, signal }: ActCast, laptop: Laptop): Promise<void> =>
  output.step('waffle exec', async (step) => {
    const words = ['exec', '--', 'sh', '-c', 'id -u; seq 20000; exit 7'];
    const { code, stdout } = await laptop.tryWaffle(words, { signal });
    const lines = stdout.trim().split('\n');
    if (code !== 7 || lines[0] !== '0' || lines.length !== 20_001 || lines.at(-1) !== '20000')
      throw new UserError(`it ended with ${code} after ${lines.length} lines, the last one ${lines.at(-1)}`);
    step.note(`${stdout.length} characters of output, exit code ${code}`);
  });

/** As docs/operations.md says: who is staff is changed on the server, and by no call. */
const makeStaffByExec = ({ output, signal }: ActCast, laptop: Laptop, { reader }: Story): Promise<void> =>
  output.step('waffle exec staff.sh, as a person of the service types it', async (step) => {
    const staff = async (expectedCode: number, ...words: string[]) => {
      const argv = ['exec', '--', 'bash', `${layout.currentLink}/deployment/staff.sh`, ...words];
      const { code, stdout } = await laptop.tryWaffle(argv, { signal });
      if (code === expectedCode) return stdout.trim();
      throw new UserError(`staff.sh ${words.join(' ')} ended with ${code}, not ${expectedCode}: ${stdout}`);
    };
    const granted = await staff(0, 'grant', reader.username);
    const listed = (await staff(0, 'list')).split('\n').includes(reader.username);
    const taken = await staff(0, 'take', reader.username);
    await staff(1, 'grant', 'nobody of this name');
    const said = [granted, taken].join(' ');
    const { username } = reader;
    if (!listed || said !== `${username} is staff. ${username} is not staff.`)
      throw new UserError(`staff.sh said: ${said}; on its list: ${String(listed)}`);
    step.note('granted, listed and taken; an unknown name is refused');
  });

const deployOnce = ({ instance, client, output, signal }: ActCast, laptop: Laptop, first: string) =>
  output.step('waffle deploy', async (step) => {
    const release = nameCopy(first, numbers.first);
    const archive = path.join(instance.disk, await copyRelease(instance, release));
    const deployed = await laptop.waffle<Deployed>(['deploy', archive], signal);
    await expectServing(client, release);
    expectChange(deployed, { from: first, to: release });
    step.note(`${release}, ${deployed.receipt.milliseconds / 1000} s on the instance`);
  });

/** As by a lid that is closed: the laptop is gone once the deploy has begun there. */
const deployCutOff = ({ instance, client, output, signal }: ActCast, laptop: Laptop, first: string) =>
  output.step('waffle deploy, cut off, and followed', async (step) => {
    const release = nameCopy(first, numbers.cut);
    const archive = path.join(instance.disk, await copyRelease(instance, release));
    const lid = new AbortController();
    const onLine = (line: string) => {
      if (line.includes('==> ')) lid.abort(new UserError('the lid is closed'));
    };
    const options = { signal: AbortSignal.any([signal, lid.signal]), onLine };
    await laptop.tryWaffle(['deploy', archive], options).catch(() => signal.throwIfAborted());
    if (!lid.signal.aborted) throw new UserError('it had ended before it could be cut off');
    const deployed = await laptop.waffle<Deployed>(['deploy', '--follow'], signal);
    await expectServing(client, release);
    expectChange(deployed, { from: nameCopy(first, numbers.first), to: release });
    step.note(`${release} serves, cut off or not`);
  });

const rollBack = ({ client, output, signal }: ActCast, laptop: Laptop, first: string) =>
  output.step('waffle rollback', async (step) => {
    const deployed = await laptop.waffle<Deployed>(['rollback'], signal);
    const release = nameCopy(first, numbers.first);
    await expectServing(client, release);
    expectChange(deployed, { from: nameCopy(first, numbers.cut), to: release });
    step.note(`to ${release}, ${deployed.receipt.milliseconds / 1000} s on the instance`);
  });

function expectChange(
  { release, from, receipt }: Deployed,
  expected: { readonly from: string; readonly to: string },
): void {
  if (release === expected.to && from === expected.from && receipt.release === expected.to) return;
  throw new UserError(
    `it says ${from} → ${release}, receipt of ${receipt.release}; expected ${expected.from} → ${expected.to}`,
  );
}

/** From outside nobody reaches the name of the API: of the status, what the instance says is looked at. */
const look = ({ output, signal }: ActCast, laptop: Laptop, serving: string): Promise<void> =>
  output.step('waffle releases, status and logs', async (step) => {
    const { releases } = await laptop.waffle<{ releases: { id: string; state: string }[] }>(
      ['releases'],
      signal,
    );
    if (releases.find(({ state }) => state === 'serves')?.id !== serving)
      throw new UserError(
        `waffle releases does not know that ${serving} serves: ${JSON.stringify(releases)}`,
      );
    type Row = Readonly<Record<'name' | 'health' | 'text', string>>;
    const { rows } = await laptop.waffle<{ rows: Row[] }>(['status'], signal, 1);
    const seen = rows.filter(({ name }) => ['release', 'services', 'machine'].includes(name));
    if (seen.some(({ health }) => health === 'down' || health === 'unknown'))
      throw new UserError(`waffle status: ${JSON.stringify(seen)}`);
    const { stdout } = await laptop.tryWaffle(['logs', '--unit', 'deploy', '--since', '1h'], { signal });
    if (!stdout.includes(`release ${serving} serves from slot`))
      throw new UserError(
        `waffle logs does not show how ${serving} came into service:\n${stdout.slice(-2_000)}`,
      );
    step.note(seen.map(({ text }) => text).join('; '));
  });
