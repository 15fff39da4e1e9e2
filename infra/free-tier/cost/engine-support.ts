/**
 * Until when RDS supports a version of MySQL at no further charge. From https://endoflife.date/amazon-rds-mysql, which
 * copies AWS's calendar, read on 2026-08-16.
 */
const standardUntil: ReadonlyMap<string, string> = new Map([
  ['5.7', '2024-02-29'],
  ['8.0', '2026-07-31'],
  ['8.4', '2029-07-31'],
]);

/** A minor version is deprecated before its series: RDS then upgrades it in a maintenance window of its choice. */
const minorsOf84 = [
  { minor: 6, until: '2026-09-30' },
  { minor: 7, until: '2026-11-30' },
  { minor: 8, until: '2027-02-03' },
  { minor: 9, until: '2027-05-08' },
] as const;

/** Last day of standard support, or `undefined` where no source was found. */
export const standardSupportEnd = (engine: string, version: string): string | undefined =>
  engine === 'mysql' ? standardUntil.get(seriesOf(version)) : undefined;

/** Last day of a minor version of MySQL 8.4, at the latest, or `undefined` where no source was found. */
export const minorSupportEnd = (engine: string, version: string): string | undefined => {
  const [, patch] = /^8\.4\.(\d+)$/.exec(version) ?? [];
  if (engine !== 'mysql' || patch === undefined) return undefined;
  return minorsOf84.find(({ minor }) => Number(patch) <= minor)?.until;
};

/**
 * Id of the price that RDS bills per vCPU and hour on a day, or `undefined` while support is standard or unknown. The
 * third year costs twice the first two.
 */
export const extendedSupportPrice = (engine: string, version: string, date: string): string | undefined => {
  const end = standardSupportEnd(engine, version);
  if (end === undefined || date <= end) return undefined;
  const secondYearEnd = `${Number(end.slice(0, 4)) + 2}${end.slice(4)}`;
  return date <= secondYearEnd ? 'rds/extended-support/year-1' : 'rds/extended-support/year-3';
};

const seriesOf = (version: string) => version.split('.').slice(0, 2).join('.');
