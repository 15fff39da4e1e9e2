import type { RequestListener } from 'node:http';

import type { Express } from 'express';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

import type { Settings } from './config';
import { createApp } from './create-app';
import { createDebugRouter } from './debug/debug-router';
import { RequestRecorder } from './debug/request-recorder';
import { createOperationsRouter } from './features/operations/operations-router';
import { SeminarList } from './features/seminar/seminar-list';
import { answerListHits } from './features/seminar/seminar-list-hits';
import { createSeminarRouter, listSeminars } from './features/seminar/seminar-router';
import { SeminarService } from './features/seminar/seminar-service';
import { TodoLikeService } from './features/todo/todo-like-service';
import { createTodoRouter } from './features/todo/todo-router';
import { TodoService } from './features/todo/todo-service';
import { TokenService } from './features/user/token-service';
import { createUserRouter } from './features/user/user-router';
import { UserService } from './features/user/user-service';
import { allowedHosts, isAllowedHost } from './http/allowed-hosts';
import { authenticate, authenticateIfGiven } from './http/authenticate';
import { logRequest } from './http/log-request';
import { watchRequests } from './http/watch-requests';
import { Tags } from './platform/cache/tags';
import { openCache } from './platform/cache/traced-cache';
import { createDatabase, type Database } from './platform/database/database';
import { createReader, type Reader } from './platform/database/reader';
import { createLogger } from './platform/logging/logger';
import { Metrics } from './platform/metrics/metrics';
import { RequestCounts } from './platform/metrics/request-counts';
import { Readiness } from './platform/readiness';
import { createRedis } from './platform/redis/redis';
import { RedisGuard } from './platform/redis/redis-guard';

/** How long Redis remembers whose a token is; only a change behind the API's back is seen that late. */
const tokenTtlSeconds = 60;

/** The parts of a running API that others start, stop and look at. */
export interface Container {
  readonly app: Express;
  /** What the server calls: the app, and the way around it. */
  readonly listener: RequestListener;
  readonly logger: Logger;
  readonly database: Database;
  readonly reader: Reader;
  readonly redis: Redis;
  readonly redisGuard: RedisGuard;
  readonly tags: Tags;
  readonly readiness: Readiness;
  readonly tokens: TokenService;
}

/** Puts the API together; nothing is connected yet. `migrationNames` are those that the release needs. */
export function createContainer(settings: Settings, migrationNames: readonly string[]): Container {
  const logger = createLogger(settings.logLevel, settings.release);
  const recorder = settings.debugPage ? new RequestRecorder() : undefined;
  const database = createDatabase(settings.database, recorder);
  const reader = createReader(settings.database, recorder);
  const redis = createRedis(settings.redis);
  const redisGuard = new RedisGuard(redis, logger);
  const readiness = new Readiness(reader, migrationNames);
  const tags = new Tags(redis, redisGuard);
  const cacheParts = { redis, guard: redisGuard, tags };
  const createCache = (ttlSeconds: number) => openCache({ ...cacheParts, ttlSeconds }, recorder);
  const listCache = createCache(settings.cacheTtlSeconds);
  const tokenCache = createCache(tokenTtlSeconds);
  const keyPrefix = settings.cacheKeyPrefix;
  const list = new SeminarList({
    reader,
    cache: listCache,
    keyPrefix,
  });
  const tokens = new TokenService({
    database,
    reader,
    cache: tokenCache,
    keyPrefix,
  });
  const users = new UserService(database, () => list.invalidate());
  const seminars = new SeminarService(database, list);
  const todos = new TodoService(database, reader);
  const todoLikes = new TodoLikeService(database, reader);
  const findOwner = (token: string) => tokens.findOwner(token);
  const authentication = {
    authenticate: authenticate(findOwner),
    authenticateIfGiven: authenticateIfGiven(findOwner),
  };
  const requests = new RequestCounts();
  const metrics = new Metrics({
    requests,
    caches: { 'seminar-list': listCache.reads, token: tokenCache.reads },
    isRedisUsable: () => redisGuard.isUsable,
    release: settings.release,
  });
  const app = createApp({
    recorder: recorder?.middleware,
    watch: watchRequests(logRequest(logger), (ended) => requests.add(ended)),
    logger,
    allowedHosts: allowedHosts(settings.allowedHosts),
    operations: [
      createOperationsRouter({ readiness, metrics, release: settings.release }),
      ...(recorder ? [createDebugRouter(recorder)] : []),
    ],
    api: [
      createUserRouter({ users, ...authentication }),
      createSeminarRouter({ seminars, list: listSeminars(list, findOwner), ...authentication }),
      createTodoRouter({ todos, todoLikes, ...authentication }),
    ],
  });
  const listHits = answerListHits({ list, tokens, isAllowedHost: isAllowedHost(settings.allowedHosts), app });
  // The debug page shows hits too.
  const listener = recorder ? app : listHits;
  return { app, listener, logger, database, reader, redis, redisGuard, tags, readiness, tokens };
}
