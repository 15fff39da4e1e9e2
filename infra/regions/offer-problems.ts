import type { Topology } from '../config/settings';
import type { SettingProblem } from '../config/settings-error';
import { candidates } from './candidates';
import offers from './offers.json';

/** What regions lack, as offers.json keeps it. */
export interface Offers {
  /** Who was asked, by which rules. */
  readonly source: string;
  /** Regions the source knows nothing about: nothing is refused there. */
  readonly unknownRegions: readonly string[];
  /** Of candidates.ts, by region. */
  readonly lacking: Readonly<Record<string, readonly string[]>>;
}

interface ChosenHardware {
  /** @default 'one-server' */
  readonly topology?: Topology;
  readonly instanceType: string;
  readonly databaseInstanceClass: string;
}

const { lacking }: Offers = offers;

/**
 * What the settings ask of a region that it does not offer, each with what it does offer. Of types and regions that
 * nobody here knows nothing is said: CloudFormation will.
 */
export const offerProblems = (
  chosen: ChosenHardware,
  region: string | undefined,
): readonly SettingProblem[] =>
  (['instanceType', 'databaseInstanceClass'] as const).flatMap((setting) => {
    if (setting === 'instanceType' && chosen.topology === 'scale-out') return [];
    const got = chosen[setting];
    const missing = lacking[region ?? ''] ?? [];
    if (!missing.includes(got)) return [];
    const offered = candidates[setting].filter((name) => !missing.includes(name));
    return [
      {
        setting,
        got,
        reason: `the region ${region} does not offer it`,
        allowed: `there: ${offered.join(', ')}, or any other that ${region} has`,
        change: `-c ${setting}=${offered[0] ?? ''}`,
      },
    ];
  });
