import type { Act } from './act';
import type { ActName } from './names';
import { killsAct } from './kills';
import { leakAct } from './leak';
import { outagesAct } from './outages';
import { releasesAct } from './releases';
import { renewalAct } from './renewal';
import { replacementAct } from './replacement';

export const acts: Readonly<Record<ActName, Act>> = {
  releases: releasesAct,
  kills: killsAct,
  outages: outagesAct,
  renewal: renewalAct,
  leak: leakAct,
  replacement: replacementAct,
};
