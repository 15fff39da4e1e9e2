import { formatSeconds, formatTable } from '../io/format';
import type { DeployEnd } from './run-deploy';

/** The steps that took longest, for the eye. */
const shownPhases = 4;

/** What came of a deploy that serves. */
export function describeDeploy({ kind, from, serving, receipt }: DeployEnd): string {
  const rows = [
    [kind, `${serving ?? 'nothing'} serves`],
    ['before', from ?? 'nothing'],
    ...(receipt === undefined ? [] : receiptRows(receipt)),
  ];
  return formatTable(rows);
}

const receiptRows = ({ milliseconds, phases, requests, migrations }: NonNullable<DeployEnd['receipt']>) => [
  ['took', `${formatSeconds(milliseconds / 1000)} on the instance: ${longest(phases)}`],
  ...(migrations.length === 0 ? [] : [['migrated', migrations.join(', ')]]),
  [
    'requests',
    requests === null
      ? 'not known: Nginx’s log was rotated meanwhile'
      : `${requests.answered} answered meanwhile, ${requests.failed} failed`,
  ],
];

const longest = (phases: Readonly<Record<string, number>>): string =>
  Object.entries(phases)
    .sort(([, a], [, b]) => b - a)
    .slice(0, shownPhases)
    .map(([name, milliseconds]) => `${name} ${formatSeconds(milliseconds / 1000)}`)
    .join(', ');
