import type { Act } from './act';
import { badReleasesAct } from './bad-releases';
import { killedDeploysAct } from './killed-deploys';
import type { ActName } from './names';
import { releasesAct } from './releases';

export const acts: Readonly<Record<ActName, Act>> = {
  releases: releasesAct,
  'bad-releases': badReleasesAct,
  'killed-deploys': killedDeploysAct,
};
