import type { Check } from '../evidence';

/** Of what was judged, what did not hold. */
export const failedClaims = (checks: readonly Check[]): readonly string[] =>
  checks.filter(({ ok }) => !ok).map(({ claim }) => claim);
