/** A complete version of the only series that this construct knows to work. */
export type MysqlVersion = `8.4.${number}`;

export interface MysqlMinor {
  readonly version: MysqlVersion;
  /** Last day of RDS's standard support; absent where AWS has not announced it. */
  readonly supportedUntil?: string;
}

/**
 * What RDS offers of MySQL 8.4. Versions: aws-cdk-lib 2.275.0 (2026-11-11), without those that it calls deprecated. Dates:
 * https://endoflife.date/amazon-rds-mysql (2026-08), which reads them from
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html.
 */
export const mysqlMinors: readonly MysqlMinor[] = [
  { version: '8.4.5', supportedUntil: '2026-09-30' },
  { version: '8.4.6', supportedUntil: '2026-09-30' },
  { version: '8.4.7', supportedUntil: '2026-11-30' },
  { version: '8.4.8', supportedUntil: '2027-02-03' },
  { version: '8.4.9', supportedUntil: '2027-05-08' },
  { version: '8.4.10' },
];

/**
 * Why a version of MySQL may not be used on a day, or `undefined` when it may. A later 8.4.x than those above is accepted:
 * CDK's own validation knows whether RDS offers it.
 */
export const mysqlVersionProblem = (version: string, today: Date = new Date()): string | undefined => {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
  if (patch === undefined) return 'it is not a complete version of MySQL';
  const series = `${major}.${minor}`;
  if (series === '5.7' || series === '8.0') {
    return 'its standard support has ended: RDS bills Extended Support for it, about 146 USD a month';
  }
  if (series !== '8.4') return 'only the 8.4 series is known to work here';
  return endedProblem(Number(patch), today);
};

const endedProblem = (patch: number, today: Date): string | undefined => {
  if (patch > Math.max(...mysqlMinors.map(patchOf))) return undefined;
  const supported = mysqlMinors.filter((minor) => isSupported(minor, today));
  if (supported.some((minor) => patchOf(minor) === patch)) return undefined;
  const end = mysqlMinors.find((minor) => patchOf(minor) === patch)?.supportedUntil;
  const ended = end === undefined ? 'its standard support has ended' : `its standard support ended on ${end}`;
  return `${ended}; supported are ${supported.map(describe).join(', ')}`;
};

const isSupported = ({ supportedUntil }: MysqlMinor, today: Date): boolean =>
  supportedUntil === undefined || today.toISOString().slice(0, 10) <= supportedUntil;

const describe = ({ version, supportedUntil }: MysqlMinor): string =>
  `${version} (${supportedUntil === undefined ? 'end not announced' : `until ${supportedUntil}`})`;

const patchOf = ({ version }: MysqlMinor): number => Number(version.split('.')[2]);
