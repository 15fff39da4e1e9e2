import { httpPaths } from '../../../contract';
import type { Receipt } from '../../deploy/receipt';
import { readReleases } from '../../deploy/read-releases';
import { formatSeconds } from '../../io/format';
import type { Check, Evidence, Exchange, Part } from '../evidence';
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
    const before: Part = { kind: 'exchange', title: beforeTitle, exchange: pair.before };
    return {
      checks: judgeRelease({ before: pair.before, after: pair.after }, { receipts, current }),
      parts: [before, after, table],
    };
  },
};

interface Server {
  readonly receipts: readonly Receipt[];
  readonly current: string | null;
}

export function judgeRelease(
  { before, after }: { readonly before: Exchange; readonly after: Exchange },
  { receipts, current }: Server,
): readonly Check[] {
  const [old, served] = [releaseOf(before), releaseOf(after)];
  return [
    check(
      'the address names the release that the server runs',
      served !== undefined && served === current,
      served === current
        ? after.responseBody.trim()
        : `${shownOf(after)}; the server runs ${current ?? 'none'}`,
    ),
    check('before, it named another one', old !== undefined && old !== served, shownOf(before)),
    judgeRequests(
      receipts.findLast(({ outcome }) => outcome === 'serves'),
      current,
    ),
  ];
}

/** Of the run that put into service what serves. */
function judgeRequests(last: Receipt | undefined, current: string | null): Check {
  const claim = 'no request failed meanwhile';
  if (last === undefined || last.release !== current)
    return check(claim, false, 'not known: it has no receipt');
  if (last.requests === null) return check(claim, false, 'not known: the log was rotated');
  return check(claim, last.requests.failed === 0, `${last.requests.failed} of ${last.requests.answered}`);
}

/** `undefined` where something else answered. */
const releaseOf = ({ status, responseBody }: Exchange): string | undefined =>
  status === 200 ? /^waffle-backend (\S+)\n?$/.exec(responseBody)?.[1] : undefined;

const shownOf = (exchange: Exchange) =>
  releaseOf(exchange) === undefined
    ? `${exchange.status} ${exchange.responseBody.trim().slice(0, 200)}`
    : exchange.responseBody.trim();

/** What answered now, and the last answer before it that named another release. */
export function pairOf(
  previous: Evidence | undefined,
  now: Exchange,
): { before: Exchange | undefined; after: Exchange } {
  const seen = (title: string) =>
    previous?.parts.flatMap((part) =>
      part.kind === 'exchange' && part.title === title ? [part.exchange] : [],
    )[0];
  const isOther = (exchange: Exchange | undefined) =>
    exchange !== undefined && releaseOf(exchange) !== undefined && releaseOf(exchange) !== releaseOf(now);
  return { before: [seen(afterTitle), seen(beforeTitle)].find(isOther), after: now };
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
