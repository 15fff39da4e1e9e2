import { describeReceipt } from '../deploy/list-releases';
import { formatBytes } from '../io/format';
import type { ServerHealth } from './read-server';
import type { Status } from './read-status';
import {
  describeRows,
  judgeAnswer,
  judgeCertificate,
  judgeDatabase,
  judgeMonth,
  partRow,
  row,
  stackRow,
  type StatusRow,
} from './rows';

/** One line a part. */
export function judgeStatus(status: Status, now: Date): readonly StatusRow[] {
  const { stack, endpoint } = status;
  return [
    stackRow(stack),
    partRow('instance', status.instance, ({ id, state, type, address, launchedAt }) => ({
      health: state === 'running' ? 'ok' : 'down',
      text: [state, type, id, address, launchedAt && `since ${minuteOf(launchedAt)}`, wayUp(state)]
        .filter(Boolean)
        .join('  '),
    })),
    partRow('database', status.database, judgeDatabase),
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
    partRow('this month', status.cost, judgeMonth),
    ...(stack.outputs.deletionTime === undefined
      ? []
      : [row('deletes itself', 'look', stack.outputs.deletionTime)]),
  ];
}

export const describeStatus = ({ project, region }: Status, rows: readonly StatusRow[]): string =>
  describeRows(`${project} in ${region}`, rows);

const wayUp = (state: string) => (state === 'stopped' ? 'waffle resume' : undefined);

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
