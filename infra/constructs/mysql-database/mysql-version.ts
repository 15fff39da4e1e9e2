/** Why a version of MySQL may not be used, or `undefined` when it may. As RDS supports them in November 2026. */
export const mysqlVersionProblem = (version: string): string | undefined => {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
  if (patch === undefined) return 'it is not a complete version of MySQL';
  const series = `${major}.${minor}`;
  if (series === '5.7' || series === '8.0') {
    return 'its standard support has ended: RDS bills Extended Support for it, about 146 USD a month';
  }
  if (series !== '8.4') return 'only the 8.4 series is known to work here';
  if (Number(patch) < 9) return 'its standard support has ended or ends within months';
  return undefined;
};
