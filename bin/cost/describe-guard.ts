import { formatTable } from '../io/format';
import { describeCredits } from './credit-outlook';
import type { GuardReport } from './guard-report';
import type { PricedThing } from './live-thing';

/** The guard's report as a person reads it. */
export function describeGuard(report: GuardReport): string {
  return [
    `Account ${report.account}, ${report.regions.length} regions, ${report.checkedAt.slice(0, 16)}Z; list prices, before credits`,
    describeThings(report),
    report.free > 0 ? `${report.free} more cost nothing as they are.` : '',
    describeUnknown(report),
    describeUnasked(report),
    'Not looked for is what costs by its use alone: traffic, S3, Lambda, logs, backups of a database that runs.',
    describeCredits(report.credits, report.hourlyUsd),
    ...(report.findings.length === 0
      ? ['The guard found nothing.']
      : report.findings.map((each) => `✖ ${each}`)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function describeThings({ things, project, hourlyUsd, monthlyUsd, atMostUsd }: GuardReport): string {
  if (things.length === 0) return 'Nothing runs that costs by the hour.';
  const rows = things.map((thing) => [
    thing.kind,
    thing.id,
    thing.region,
    whose(thing, project),
    ...prices(thing),
  ]);
  return formatTable(
    [
      ['what', 'id', 'region', 'whose', 'USD/hour', 'USD/month'],
      ...rows,
      ['sum', '', '', '', hourlyUsd.toFixed(4), monthlyUsd.toFixed(2)],
      ...(atMostUsd > 0 ? [['at most more', '', '', '', '', atMostUsd.toFixed(2)]] : []),
    ],
    [4, 5],
  );
}

export const whose = ({ isOurs, project, name }: PricedThing, own: string): string => {
  if (isOurs) return own;
  return [project && `project ${project}`, name && `“${name}”`].filter(Boolean).join(', ') || 'not tagged';
};

function prices({ hourlyUsd, monthlyUsd, atMostUsd, unknown }: PricedThing): readonly string[] {
  if (atMostUsd > 0) return ['', `≤ ${atMostUsd.toFixed(2)}`];
  if (unknown.length > 0 && hourlyUsd === 0) return ['?', '?'];
  const more = unknown.length > 0 ? '+' : '';
  return [`${hourlyUsd.toFixed(4)}${more}`, `${monthlyUsd.toFixed(2)}${more}`];
}

function describeUnknown({ things }: GuardReport): string {
  const rows = things.flatMap(({ id, region, unknown }) => unknown.map((why) => [`  ${id}`, region, why]));
  return rows.length === 0 ? '' : `Prices not known here, and not in the sum\n${formatTable(rows)}`;
}

function describeUnasked({ unasked }: GuardReport): string {
  const rows = unasked.map(({ region, what, why }) => [`  ${region}`, what, why]);
  return rows.length === 0 ? '' : `Could not be asked, and may cost too\n${formatTable(rows)}`;
}
