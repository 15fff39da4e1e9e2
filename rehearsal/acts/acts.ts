import type { Act } from './act';
import { auditAct } from './audit';
import type { ActName } from './names';
import { releasesAct } from './releases';

export const acts: Readonly<Record<ActName, Act>> = {
  releases: releasesAct,
  audit: auditAct,
};
