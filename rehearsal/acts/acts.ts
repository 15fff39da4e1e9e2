import type { Act } from './act';
import type { ActName } from './names';
import { releasesAct } from './releases';
import { replacementAct } from './replacement';

export const acts: Readonly<Record<ActName, Act>> = {
  releases: releasesAct,
  replacement: replacementAct,
};
