import type { Act } from './act';
import type { ActName } from './names';
import { killsAct } from './kills';
import { outagesAct } from './outages';
import { releasesAct } from './releases';
import { replacementAct } from './replacement';

export const acts: Readonly<Record<ActName, Act>> = {
  releases: releasesAct,
  kills: killsAct,
  outages: outagesAct,
  replacement: replacementAct,
};
