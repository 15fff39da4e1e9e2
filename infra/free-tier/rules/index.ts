import { databaseRules } from './database-rules';
import { diskRules } from './disk-rules';
import { machineRules } from './machine-rules';
import { networkRules } from './network-rules';
import type { Rule } from './rule';
import { serviceRules } from './service-rules';

/** Every cost trap that a template shows. */
export const rules: readonly Rule[] = [
  ...machineRules,
  ...diskRules,
  ...networkRules,
  ...databaseRules,
  ...serviceRules,
];
