import type { Kind } from './kind';
import { accountKinds } from './kinds/account-kinds';
import { balancerKinds } from './kinds/balancer-kinds';
import { cacheKinds } from './kinds/cache-kinds';
import { containerKinds } from './kinds/container-kinds';
import { databaseKinds } from './kinds/database-kinds';
import { dnsKinds } from './kinds/dns-kinds';
import { machineKinds } from './kinds/machine-kinds';
import { networkKinds } from './kinds/network-kinds';
import { stackKinds } from './kinds/stack-kinds';
import { storageKinds } from './kinds/storage-kinds';
import { watchKinds } from './kinds/watch-kinds';

/** All that is looked for, in the order in which it is deleted: what uses something goes before what is used. */
export const kinds: readonly Kind[] = [
  stackKinds.stacks,
  stackKinds.changeSets,
  accountKinds.schedules,
  accountKinds.scheduleGroups,
  containerKinds.services,
  containerKinds.tasks,
  containerKinds.clusters,
  containerKinds.definitions,
  balancerKinds.balancers,
  balancerKinds.targetGroups,
  balancerKinds.certificates,
  balancerKinds.endpoints,
  cacheKinds.caches,
  cacheKinds.subnetGroups,
  watchKinds.alarms,
  watchKinds.topics,
  dnsKinds.records,
  machineKinds.instances,
  databaseKinds.databases,
  machineKinds.addresses,
  networkKinds.interfaces,
  machineKinds.volumes,
  machineKinds.snapshots,
  networkKinds.launchTemplates,
  machineKinds.keyPairs,
  databaseKinds.snapshots,
  databaseKinds.automatedBackups,
  databaseKinds.parameterGroups,
  databaseKinds.optionGroups,
  databaseKinds.subnetGroups,
  networkKinds.securityGroups,
  networkKinds.subnets,
  networkKinds.routeTables,
  networkKinds.gateways,
  networkKinds.networks,
  storageKinds.logGroups,
  storageKinds.releases,
  storageKinds.assets,
  storageKinds.buckets,
  containerKinds.images,
  storageKinds.parameters,
  accountKinds.profiles,
  accountKinds.roles,
  accountKinds.policies,
  accountKinds.identityProviders,
  accountKinds.budgets,
  stackKinds.bucket,
  stackKinds.repository,
];
