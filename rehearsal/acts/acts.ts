import type { Act } from './act';
import { auditAct } from './audit';
import { badReleasesAct } from './bad-releases';
import { commandLineAct } from './command-line';
import { killedDeploysAct } from './killed-deploys';
import type { ActName } from './names';
import { killsAct } from './kills';
import { leakAct } from './leak';
import { outagesAct } from './outages';
import { releasesAct } from './releases';
import { renewalAct } from './renewal';
import { replacementAct } from './replacement';

export const acts: Readonly<Record<ActName, Act>> = {
  releases: releasesAct,
  'bad-releases': badReleasesAct,
  'killed-deploys': killedDeploysAct,
  kills: killsAct,
  outages: outagesAct,
  renewal: renewalAct,
  leak: leakAct,
  replacement: replacementAct,
  'command-line': commandLineAct,
  audit: auditAct,
};
