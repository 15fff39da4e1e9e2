import { UserError } from '../../bin/io/errors';
import {
  copyRelease,
  deploy,
  deployScript,
  expectServing,
  lastReceipt,
  nameCopy,
  type Receipt,
  servingRelease,
} from '../deploys';
import type { Instance } from '../instance';
import { asClientView } from '../seen-fault';
import { refuseFailures, underLoad } from '../under-load';
import type { Act, ActCast } from './act';

/** Releases in a row and a rollback while clients read and write over HTTPS. */
export const releasesAct: Act = {
  title: 'release and roll back while clients use the API',
  async play(cast, story) {
    const first = await servingRelease(cast.instance);
    const watched = await underLoad(cast, story, this.title, async () => {
      const released = await releaseInARow(cast, first);
      const rolledBack = await rollBack(cast, nameCopy(first, cast.releases - 1));
      await releaseFromHome(cast, first);
      return [...released, rolledBack];
    });
    const { value: receipts, result } = watched;
    await cast.output.step('no request failed, no write is lost', async (step) => {
      refuseFailures(result);
      step.note(
        `${result.requests} requests, ${result.retried} of them sent again over a new connection, longest gap ${Math.round(result.longestGapMs)} ms, slowest ${Math.round(result.slowestMs ?? 0)} ms`,
      );
    });
    cast.faults.push({
      fault: `two deploys at once, ${cast.releases} times`,
      outcome: 'the second is refused and told whose the first is, which goes on',
      client: asClientView(watched),
    });
    Object.assign(cast.figures, {
      releaseSeconds: slowest(receipts, 'release'),
      rollbackSeconds: slowest(receipts, 'rollback'),
      failedRequests: result.failures.length,
      longestGapMs: Math.round(result.longestGapMs),
    });
  },
};

async function releaseInARow({ instance, client, output, releases }: ActCast, first: string) {
  const receipts: Receipt[] = [];
  for (let number = 1; number <= releases; number += 1) {
    await output.step(`release ${number} of ${releases} under load`, async (step) => {
      const release = nameCopy(first, number);
      const archive = await copyRelease(instance, release);
      const [receipt] = await Promise.all([deploy(instance, [archive]), expectRefusal(instance, archive)]);
      receipts.push(receipt);
      await expectServing(client, release);
      step.note(`${release}, ${(receipt.milliseconds / 1000).toFixed(1)} s`);
    });
  }
  return receipts;
}

const rollBack = ({ instance, client, output }: ActCast, previous: string): Promise<Receipt> =>
  output.step('roll back under load', async (step) => {
    const receipt = await deploy(instance, ['--rollback']);
    await expectServing(client, previous);
    step.note(`to ${receipt.release}, ${(receipt.milliseconds / 1000).toFixed(1)} s`);
    return receipt;
  });

/** As one who logs in: without an argument, it is what the stack names. */
const releaseFromHome = ({ instance, client, output }: ActCast, first: string): Promise<void> =>
  output.step('bash deploy.sh in the home folder', async (step) => {
    const script =
      'user=$(id -nu 1000) && cd "$(getent passwd 1000 | cut -d : -f 6)" && exec runuser -u "$user" -- bash deploy.sh 2>&1';
    await instance.run(['bash', '-c', script]);
    await expectServing(client, first);
    const { by } = await lastReceipt(instance);
    if (by === 'root') throw new UserError('the receipt does not say who asked sudo for it');
    step.note(`${first}, by ${by}`);
  });

/** Who begins while another deploy runs is told whose it is, and changes nothing. */
async function expectRefusal(instance: Instance, archive: string): Promise<void> {
  const script = 'sleep 0.5; bash "$1" "$2" 2>&1 || echo "exit status $?"';
  const said = await instance.run(['bash', '-c', script, 'second-deploy', deployScript, archive]);
  if (
    /another deploy is running on this instance, pid \d+ by root on \S+ since \S+ \(\d+ s ago\)/.test(said) &&
    /exit status 1$/m.test(said)
  )
    return;
  throw new UserError(`a second deploy at the same time was not refused:\n${said}`);
}

const slowest = (receipts: readonly Receipt[], kind: Receipt['kind']) =>
  Math.max(...receipts.filter((receipt) => receipt.kind === kind).map(({ milliseconds }) => milliseconds)) /
  1000;
