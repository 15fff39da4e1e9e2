/** Planted faults: each breaks one thing that breaks in real deploys, to show that the rehearsal tells which. */
export const faults = {
  package: 'the package redis-server cannot be downloaded',
  'database-password': 'the database password in SSM is not the one of the database',
  disk: 'the disk is full: 20 MiB for releases',
} as const;

export type Fault = keyof typeof faults;

export const withheldPackage = 'redis-server';
/** Enough for an archive, and not for what it holds. */
export const fullDiskBytes = 20 * 1024 ** 2;
