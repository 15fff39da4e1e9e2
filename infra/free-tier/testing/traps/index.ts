import { databaseTraps } from './database-traps';
import { diskTraps } from './disk-traps';
import { machineTraps } from './machine-traps';
import { networkTraps } from './network-traps';
import { serviceTraps } from './service-traps';
import type { Trap } from './trap';

export { overridden } from './database-traps';
export type { Trap } from './trap';

/** Every rule's, in the order of the rules. */
export const traps: readonly Trap[] = [
  ...machineTraps,
  ...diskTraps,
  ...networkTraps,
  ...databaseTraps,
  ...serviceTraps,
];
