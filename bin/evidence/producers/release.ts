import { httpPaths } from '../../../contract';
import type { Receipt } from '../../deploy/receipt';
import { readReleases } from '../../deploy/read-releases';
import { formatSeconds } from '../../io/format';
import type { Evidence, Exchange, Part } from '../evidence';
import { check, type Producer } from '../producer';

const [beforeTitle, afterTitle] = ['Before the release', 'After it'];
const shownReceipts = 5;

export const release: Producer = {
  name: 'release',
  title: 'A release, before and after',
  claim: 'A release shows at the deployed address, and no request failed while it was put into service.',
  commands: ['waffle results --only release', 'waffle deploy', 'waffle results --only release'],
  deterministic: false,
  needs: 'server',
  async produce(scene) {
    const { shell } = await scene.remote();
    const { receipts, current } = await readReleases(shell, scene.signal);
    const now = (await (await scene.client()).send(httpPaths.version)).exchange;
    const pair = pairOf(scene.previous('release'), now);
    const after: Part = { kind: 'exchange', title: afterTitle, exchange: pair.after };
    const table = receiptTable(receipts);
    if (pair.before === undefined) {
      return {
        absent: `one release was seen so far, ${current}: waffle deploy, then waffle results --only release`,
        checks: [],
        parts: [after, table],
      };
    }
    const last = receipts.findLast(({ outcome }) => outcome === 'serves');
    const failed = last?.requests?.failed;
    return {
      checks: [
        check(
          'the address names the release that the server runs',
          pair.after.responseBody.includes(current ?? ' '),
          pair.after.responseBody.trim(),
        ),
        check(
          'before, it named another one',
          pair.before.responseBody !== pair.after.responseBody,
          pair.before.responseBody.trim(),
        ),
        check(
          'no request failed meanwhile',
          failed === 0,
          last?.requests == null
            ? 'not known: the log was rotated'
            : `${failed} of ${last.requests.answered}`,
        ),
      ],
      parts: [{ kind: 'exchange', title: beforeTitle, exchange: pair.before }, after, table],
    };
  },
};

/** What answered now, and what did the last time that it was another release. */
function pairOf(
  previous: Evidence | undefined,
  now: Exchange,
): { before: Exchange | undefined; after: Exchange } {
  const seen = (title: string) =>
    previous?.parts.flatMap((part) =>
      part.kind === 'exchange' && part.title === title ? [part.exchange] : [],
    )[0];
  const last = seen(afterTitle);
  if (last === undefined) return { before: undefined, after: now };
  return { before: last.responseBody === now.responseBody ? seen(beforeTitle) : last, after: now };
}

const receiptTable = (receipts: readonly Receipt[]): Part => ({
  kind: 'table',
  title: 'The last runs of deploy.sh on the server, the newest first',
  head: ['began', 'what', 'release', 'outcome', 'took', 'migrations', 'requests meanwhile', 'of them failed'],
  rows: receipts
    .slice(-shownReceipts)
    .reverse()
    .map(({ began, kind, release: id, outcome, failedStep, milliseconds, migrations, requests }) => [
      began,
      kind,
      id,
      failedStep === '' ? outcome : `${outcome}: ${failedStep}`,
      formatSeconds(milliseconds / 1000),
      String(migrations.length),
      requests === null ? 'not known' : String(requests.answered),
      requests === null ? 'not known' : String(requests.failed),
    ]),
  numbers: [4, 5, 6, 7],
});
