import type { Express } from 'express';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

import { seminarListCacheKey } from '../contract';
import type { Settings } from './config';
import { createApp } from './create-app';
import { createDebugRouter } from './debug/debug-router';
import { RequestRecorder } from './debug/request-recorder';
import { createOperationsRouter } from './features/operations/operations-router';
import { createSeminarRouter } from './features/seminar/seminar-router';
import { SeminarService } from './features/seminar/seminar-service';
import { createUserRouter } from './features/user/user-router';
import { UserService } from './features/user/user-service';
import { allowedHosts } from './http/allowed-hosts';
import { authenticate, authenticateIfGiven } from './http/authenticate';
import { logRequest } from './http/log-request';
import { answerRequestId } from './http/request-id';
import { watchRequests } from './http/watch-requests';
import { VersionedCache } from './platform/cache/versioned-cache';
import { createDatabase, type Database } from './platform/database/database';
import { createLogger } from './platform/logging/logger';
import { Metrics } from './platform/metrics/metrics';
import { RequestCounts } from './platform/metrics/request-counts';
import { Readiness } from './platform/readiness';
import { createRedis } from './platform/redis/redis';

/** The parts of a running API that others start, stop and look at. */
export interface Container {
  readonly app: Express;
  readonly logger: Logger;
  readonly database: Database;
  readonly redis: Redis;
  readonly readiness: Readiness;
}

/** Puts the API together; nothing is connected yet. `migrationNames` are those that the release needs. */
export function createContainer(settings: Settings, migrationNames: readonly string[]): Container {
  const logger = createLogger(settings.logLevel, settings.release);
  const recorder = settings.debugPage ? new RequestRecorder() : undefined;
  const requests = new RequestCounts();
  const metrics = new Metrics({ requests, cacheCounts: () => ({}), release: settings.release });
  const database = createDatabase(settings.database, recorder);
  const redis = createRedis(settings.redis, logger);
  const readiness = new Readiness(database, migrationNames);
  const users = new UserService(database);
  const seminars = new SeminarService(
    database,
    new VersionedCache({
      redis,
      logger,
      ttlSeconds: settings.cacheTtlSeconds,
      keyOf: seminarListCacheKey,
      names: ['default', 'earliest'],
      versionKey: 'seminar-list:version',
    }),
  );
  const findTokenOwner = (key: string) => users.findTokenOwner(key);
  const authentication = {
    authenticate: authenticate(findTokenOwner),
    authenticateIfGiven: authenticateIfGiven(findTokenOwner),
  };
  const app = createApp({
    watchers: [
      ...(recorder ? [recorder.middleware] : []),
      answerRequestId,
      watchRequests(logRequest(logger), (ended) => requests.add(ended)),
    ],
    logger,
    allowedHosts: allowedHosts(settings.allowedHosts),
    operations: [
      createOperationsRouter({ readiness, metrics, release: settings.release }),
      ...(recorder ? [createDebugRouter(recorder)] : []),
    ],
    api: [
      createUserRouter({ users, ...authentication }),
      createSeminarRouter({ seminars, ...authentication }),
    ],
  });
  return { app, logger, database, redis, readiness };
}
