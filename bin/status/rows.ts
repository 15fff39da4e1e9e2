import type { EndpointAnswer } from '../endpoint/check-endpoint';
import { formatTable } from '../io/format';
import type { DeployedStack } from '../stack/read-stack';
import type { MonthEstimate } from './estimate-month';
import type { Part } from './part';
import type { DatabaseStatus } from './read-database';

export type Health = 'ok' | 'down' | 'look' | 'unknown';

export interface StatusRow {
  readonly name: string;
  readonly health: Health;
  readonly text: string;
}

const dayMs = 86_400_000;
/** Certbot renews with a third of its time left: of 90 days 30, of 45 days 15. Later than that it did not. */
const fewDays = 10;

export const isHealthy = (rows: readonly StatusRow[]): boolean =>
  rows.every(({ health }) => health !== 'down');

const signs: Readonly<Record<Health, string>> = { ok: '✔', down: '✖', look: '!', unknown: '?' };

/** @param what `waffle-backend in us-east-1` */
export const describeRows = (what: string, rows: readonly StatusRow[]): string =>
  `${what}: ${titleOf(rows)}\n${formatTable(rows.map(({ name, health, text }) => [signs[health], name, text]))}`;

/** What is down comes first; what nobody could tell is not said to be up. */
function titleOf(rows: readonly StatusRow[]): string {
  const down = namesOf(rows, 'down');
  if (down.length > 0) return `down: ${down.join(', ')}`;
  const unknown = namesOf(rows, 'unknown');
  return unknown.length > 0 ? `not known: ${unknown.join(', ')}` : 'everything asked for is up';
}

const namesOf = (rows: readonly StatusRow[], wanted: Health) =>
  rows.filter(({ health }) => health === wanted).map(({ name }) => name);

export const row = (name: string, health: Health, text: string): StatusRow => ({ name, health, text });

export const partRow = <T>(
  name: string,
  part: Part<T>,
  judge: (value: T) => Omit<StatusRow, 'name'>,
): StatusRow =>
  part.known ? { name, ...judge(part.value) } : row(name, 'unknown', `not known: ${part.why}`);

export const judgeDatabase = ({
  state,
  class: size,
  version,
  storageGiB,
  startsAt,
}: DatabaseStatus): Omit<StatusRow, 'name'> => ({
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
});

export function judgeAnswer(answer: EndpointAnswer): Omit<StatusRow, 'name'> {
  if (!answer.reached)
    return { health: 'down', text: `https://${answer.host}/ does not answer: ${answer.why}` };
  const { host, status, milliseconds, release } = answer;
  const text = `https://${host}/ answers ${status} in ${milliseconds} ms`;
  if (status === 200 && release !== undefined) return { health: 'ok', text };
  return { health: 'down', text: `${text}${release === undefined ? ', and names no release' : ''}` };
}

export function judgeCertificate(answer: EndpointAnswer, now: Date): Omit<StatusRow, 'name'> {
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

export const judgeMonth = ({ soFarUsd, monthlyUsd }: MonthEstimate): Omit<StatusRow, 'name'> => ({
  health: 'ok',
  text: `${soFarUsd.toFixed(2)} USD so far at list price, ${monthlyUsd.toFixed(2)} USD in a whole month, before credits: waffle cost`,
});

export const stackRow = ({ name, status }: Pick<DeployedStack, 'name' | 'status'>, title = 'stack') =>
  row(title, /FAILED|ROLLBACK_COMPLETE$/.test(status) ? 'look' : 'ok', `${name} ${status}`);
