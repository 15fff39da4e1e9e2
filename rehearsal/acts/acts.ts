import type { Act } from './act';
import type { ActName } from './names';
import { releasesAct } from './releases';

export const acts: Readonly<Record<ActName, Act>> = {
  releases: releasesAct,
};
