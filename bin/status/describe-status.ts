import { describeReceipt } from '../deploy/list-releases';
import type { EndpointAnswer } from '../endpoint/check-endpoint';
import { formatBytes, formatTable } from '../io/format';
import type { ServerHealth } from './read-server';
import type { Part } from './part';
import type { Status } from './read-status';

export type Health = 'ok' | 'down' | 'look' | 'unknown';

export interface StatusRow {
  readonly name: string;
  readonly health: Health;
  readonly text: string;
}

const dayMs = 86_400_000;
/** Certbot renews with a third of its time left: of 90 days 30, of 45 days 15. Later than that it did not. */
const fewDays = 10;

/** One line a part. */
export function judgeStatus(status: Status, now: Date): readonly StatusRow[] {
  const { stack, endpoint } = status;
  return [
    row(
      'stack',
      /FAILED|ROLLBACK_COMPLETE$/.test(stack.status) ? 'look' : 'ok',
      `${stack.name} ${stack.status}`,
    ),
    partRow('instance', status.instance, ({ id, state, type, address, launchedAt }) => ({
      health: state === 'running' ? 'ok' : 'down',
      text: [state, type, id, address, launchedAt && `since ${minuteOf(launchedAt)}`, wayUp(state)]
        .filter(Boolean)
        .join('  '),
    })),
    partRow('database', status.database, ({ state, class: size, version, storageGiB, startsAt }) => ({
      health:
        state === 'available'
          ? 'ok'
          : /^(backing-up|modifying|storage-optimization)$/.test(state)
            ? 'look'
            : 'down',
      text: [
        state,
        size,
        `MySQL ${version}`,
        `${storageGiB} GiB`,
        startsAt && `RDS starts it by itself at ${startsAt}`,
      ]
        .filter(Boolean)
        .join('  '),
    })),
    partRow('API', endpoint, judgeAnswer),
    partRow('certificate', endpoint, (answer) => judgeCertificate(answer, now)),
    partRow('release', status.releases, ({ current, releases }) => {
      const receipt = releases.find(({ id }) => id === current)?.receipt;
      return {
        health: current === null ? 'down' : 'ok',
        text: [current ?? 'none', receipt && `${describeReceipt(receipt)}, ${receipt.began}`]
          .filter(Boolean)
          .join('  '),
      };
    }),
    partRow('services', status.server, judgeServices),
    partRow('machine', status.server, judgeMachine),
    partRow('this month', status.cost, ({ soFarUsd, monthlyUsd }) => ({
      health: 'ok',
      text: `${soFarUsd.toFixed(2)} USD so far at list price, ${monthlyUsd.toFixed(2)} USD in a whole month, before credits: waffle cost`,
    })),
    ...(stack.outputs.deletionTime === undefined
      ? []
      : [row('deletes itself', 'look', stack.outputs.deletionTime)]),
  ];
}

export const isHealthy = (rows: readonly StatusRow[]): boolean =>
  rows.every(({ health }) => health !== 'down');

const signs: Readonly<Record<Health, string>> = { ok: '✔', down: '✖', look: '!', unknown: '?' };

export function describeStatus({ project, region }: Status, rows: readonly StatusRow[]): string {
  return `${project} in ${region}: ${titleOf(rows)}\n${formatTable(rows.map(({ name, health, text }) => [signs[health], name, text]))}`;
}

/** What is down comes first; what nobody could tell is not said to be up. */
function titleOf(rows: readonly StatusRow[]): string {
  const down = namesOf(rows, 'down');
  if (down.length > 0) return `down: ${down.join(', ')}`;
  const unknown = namesOf(rows, 'unknown');
  return unknown.length > 0 ? `not known: ${unknown.join(', ')}` : 'everything asked for is up';
}

const namesOf = (rows: readonly StatusRow[], wanted: Health) =>
  rows.filter(({ health }) => health === wanted).map(({ name }) => name);

const row = (name: string, health: Health, text: string): StatusRow => ({ name, health, text });

const partRow = <T>(name: string, part: Part<T>, judge: (value: T) => Omit<StatusRow, 'name'>): StatusRow =>
  part.known ? { name, ...judge(part.value) } : row(name, 'unknown', `not known: ${part.why}`);

const wayUp = (state: string) => (state === 'stopped' ? 'waffle resume' : undefined);

function judgeAnswer(answer: EndpointAnswer): Omit<StatusRow, 'name'> {
  if (!answer.reached)
    return { health: 'down', text: `https://${answer.host}/ does not answer: ${answer.why}` };
  const { host, status, milliseconds, release } = answer;
  const text = `https://${host}/ answers ${status} in ${milliseconds} ms`;
  if (status === 200 && release !== undefined) return { health: 'ok', text };
  return { health: 'down', text: `${text}${release === undefined ? ', and names no release' : ''}` };
}

function judgeCertificate(answer: EndpointAnswer, now: Date): Omit<StatusRow, 'name'> {
  if (!answer.reached) return { health: 'unknown', text: 'not known: nothing answers' };
  const { trusted, problem, issuer, expiresAt } = answer.certificate;
  const days = Math.floor((Date.parse(expiresAt) - now.getTime()) / dayMs);
  const text = `${issuer}  ${days} days left (until ${expiresAt.slice(0, 10)})`;
  if (days < 0) return { health: 'down', text: `${text}, expired` };
  if (!trusted) return { health: 'look', text: `${text}  not trusted: ${describeProblem(problem)}` };
  return { health: days < fewDays ? 'look' : 'ok', text };
}

const describeProblem = (problem = '') =>
  problem === 'DEPTH_ZERO_SELF_SIGNED_CERT' ? 'self-signed, until the setting domain leads here' : problem;

function judgeServices({ units, failedUnits, servingSlot }: ServerHealth): Omit<StatusRow, 'name'> {
  const states = Object.entries(units).map(
    ([unit, state]) => [unit.replace(/\.service$/, ''), state] as const,
  );
  const needed = states.filter(([unit]) => !unit.includes('@') || unit.endsWith(`@${servingSlot}`));
  const text = needed.map(([unit, state]) => `${unit} ${state}`).join('  ');
  const others = failedUnits.length === 0 ? '' : `  failed: ${failedUnits.join(', ')}`;
  if (needed.some(([, state]) => state !== 'active')) return { health: 'down', text: `${text}${others}` };
  return { health: failedUnits.length === 0 ? 'ok' : 'look', text: `${text}${others}` };
}

function judgeMachine({ memoryBytes, diskBytes, load }: ServerHealth): Omit<StatusRow, 'name'> {
  const isShort = [memoryBytes, diskBytes].some(({ total, available }) => available < total / 10);
  const text = `memory ${free(memoryBytes)}, disk ${free(diskBytes)}, load ${load}`;
  return { health: isShort ? 'look' : 'ok', text };
}

const free = ({ total, available }: { readonly total: number; readonly available: number }) =>
  `${formatBytes(available)} of ${formatBytes(total)} free`;

const minuteOf = (time: Date) => `${time.toISOString().slice(0, 16).replace('T', ' ')}Z`;
