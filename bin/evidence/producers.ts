import { evidenceNames } from './evidence';
import type { Producer } from './producer';
import { api } from './producers/api';
import { cache } from './producers/cache';
import { card } from './producers/card';
import { cost } from './producers/cost';
import { database } from './producers/database';
import { docsPage } from './producers/docs-page';
import { https } from './producers/https';
import { machines } from './producers/machines';
import { nginx } from './producers/nginx';
import { release } from './producers/release';
import { securityGroup } from './producers/security-group';
import { teardown } from './producers/teardown';

const all: readonly Producer[] = [
  ...[machines, securityGroup, cache, api, database, docsPage],
  ...[nginx, https, release, cost, teardown, card],
];

/** In the order of their numbers. */
export const producers: readonly Producer[] = evidenceNames.flatMap((name) =>
  all.filter((producer) => producer.name === name),
);
