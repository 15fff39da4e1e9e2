import type { RequestListener } from 'node:http';

import type { Express } from 'express';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

import { seminarListCacheKey } from '../contract';
import type { Settings } from './config';
import { createApp } from './create-app';
import { createDebugRouter } from './debug/debug-router';
import { RequestRecorder } from './debug/request-recorder';
import { createAuthRouter } from './features/auth/auth-router';
import { AuthService } from './features/auth/auth-service';
import { Jwt } from './features/auth/jwt';
import { RefreshFamilies } from './features/auth/refresh-families';
import { SignIn } from './features/auth/sign-in';
import { SignInLimits } from './features/auth/sign-in-limits';
import { createCalendarRouter } from './features/calendar/calendar-router';
import { CalendarService } from './features/calendar/calendar-service';
import { createCourseRouter } from './features/course/course-router';
import { CourseService } from './features/course/course-service';
import { RatingService } from './features/course/rating-service';
import { DiaryLikeService } from './features/diary/diary-like-service';
import { createDiaryRouter } from './features/diary/diary-router';
import { DiaryService } from './features/diary/diary-service';
import { createFollowRouter } from './features/follow/follow-router';
import { FollowService } from './features/follow/follow-service';
import { createFriendRouter } from './features/friend/friend-router';
import { FriendService } from './features/friend/friend-service';
import { createBoardRouter } from './features/board/board-router';
import { BoardService } from './features/board/board-service';
import { createCommentRouter } from './features/comment/comment-router';
import { CommentService } from './features/comment/comment-service';
import { createPostRouter } from './features/post/post-router';
import { PostService } from './features/post/post-service';
import { createTagRouter } from './features/tag/tag-router';
import { TagService } from './features/tag/tag-service';
import { BucketStore } from './features/media/bucket-store';
import { DiskStore } from './features/media/disk-store';
import { createMediaRouter, createPictureRouter } from './features/media/media-router';
import { MediaService } from './features/media/media-service';
import { PictureMaker } from './features/media/picture-maker';
import { createOperationsRouter } from './features/operations/operations-router';
import { createSchoolRouter } from './features/school/school-router';
import { SchoolService } from './features/school/school-service';
import { createReactionRouter } from './features/reaction/reaction-router';
import { ReactionService } from './features/reaction/reaction-service';
import { createReportRouter } from './features/report/report-router';
import { ReportService } from './features/report/report-service';
import { SeminarList } from './features/seminar/seminar-list';
import { answerListHits } from './features/seminar/seminar-list-hits';
import type { SeminarOrder } from './features/seminar/seminar-schema';
import { createSeminarRouter, listSeminars } from './features/seminar/seminar-router';
import { SeminarService } from './features/seminar/seminar-service';
import { createTimetableRouter } from './features/timetable/timetable-router';
import { TimetableService } from './features/timetable/timetable-service';
import { TodoLikeService } from './features/todo/todo-like-service';
import { createTodoRouter } from './features/todo/todo-router';
import { TodoService } from './features/todo/todo-service';
import { TokenService } from './features/user/token-service';
import { createUserRouter } from './features/user/user-router';
import { UserService } from './features/user/user-service';
import { createFront } from './front/front';
import { allowedHosts, isAllowedHost } from './http/allowed-hosts';
import { authenticate, authenticateIfGiven, type Proofs } from './http/authenticate';
import { clientAddressBehind } from './http/client-address';
import { logRequest } from './http/log-request';
import { watchRequests } from './http/watch-requests';
import { SharedCacheGuard } from './platform/cache/cache-guard';
import { CachedList } from './platform/cache/cached-list';
import { Tags } from './platform/cache/tags';
import { openCache } from './platform/cache/traced-cache';
import { UntoldKeys } from './platform/cache/untold-keys';
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
  /** Where Redis is shared with other machines. */
  readonly untold: UntoldKeys | undefined;
  readonly tags: Tags;
  readonly readiness: Readiness;
  readonly tokens: TokenService;
  readonly jwt: Jwt;
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
  const untold = 'url' in settings.redis ? new UntoldKeys(settings.database, redisGuard, logger) : undefined;
  const guard = untold === undefined ? redisGuard : new SharedCacheGuard(redisGuard, untold);
  const tags = new Tags(redis, guard);
  const cacheParts = { redis, guard, tags };
  const createCache = (ttlSeconds: number) => openCache({ ...cacheParts, ttlSeconds }, recorder);
  const listCache = createCache(settings.cacheTtlSeconds);
  const tokenCache = createCache(tokenTtlSeconds);
  const keyPrefix = settings.cacheKeyPrefix;
  const seminarLists = new CachedList(
    listCache,
    (order: SeminarOrder) => keyPrefix + seminarListCacheKey(order),
  );
  const list = new SeminarList(reader, seminarLists);
  const communityCache = createCache(settings.cacheTtlSeconds);
  const createLists = <Name extends string | number>(kind: string) =>
    new CachedList<Name>(communityCache, (name) => `${keyPrefix}${kind}:${name}`);
  const boardLists = createLists<number | 'all'>('boards');
  const tagLists = createLists<'all'>('tags');
  const courseLists = createLists<string>('courses');
  const tokens = new TokenService({
    database,
    reader,
    cache: tokenCache,
    keyPrefix,
  });
  const jwt = new Jwt(settings.jwtSecret);
  const limits = new SignInLimits({ redis, guard: redisGuard, keyPrefix, secret: settings.jwtSecret });
  const signIn = new SignIn(database, limits);
  const users = new UserService(database, signIn, () => list.invalidate());
  const families = new RefreshFamilies(database);
  const auth = new AuthService({ signIn, users, families, jwt });
  const seminars = new SeminarService(database, list);
  const courseParts = { database, reader, lists: courseLists };
  const courses = new CourseService(courseParts);
  const ratings = new RatingService(courseParts);
  const friends = new FriendService(database, reader);
  const schools = new SchoolService(database, reader);
  const timetables = new TimetableService(database, reader);
  const boards = new BoardService(database, reader, boardLists);
  const tagService = new TagService(database, reader, tagLists);
  const posts = new PostService({ database, reader, tags: tagService });
  const comments = new CommentService(database, reader);
  const reactions = new ReactionService(database, reader);
  const reports = new ReportService({ database, reader, tags: tagService });
  const todos = new TodoService(database, reader);
  const todoLikes = new TodoLikeService(database, reader);
  const proofs: Proofs = {
    findOwner: (token) => tokens.findOwner(token),
    readAccess: (token) => jwt.readAccess(token),
    secure: settings.httpsOnly,
  };
  const diaries = new DiaryService(database, reader);
  const diaryLikes = new DiaryLikeService(database, reader);
  const follows = new FollowService(database, reader);
  const calendar = new CalendarService(reader);
  const disk = new DiskStore(settings.mediaDirectory);
  const store = settings.mediaBucket === undefined ? disk : new BucketStore(settings.mediaBucket, disk);
  const media = new MediaService({ database, reader, store, maker: new PictureMaker() });
  const authentication = {
    authenticate: authenticate(proofs),
    authenticateIfGiven: authenticateIfGiven(proofs),
  };
  const clientAddress = clientAddressBehind(settings.trustedProxyHops);
  const requests = new RequestCounts();
  const metrics = new Metrics({
    requests,
    caches: {
      'seminar-list': listCache.reads,
      'community-lists': communityCache.reads,
      token: tokenCache.reads,
    },
    isRedisUsable: () => redisGuard.isUsable,
    release: settings.release,
  });
  const front = settings.staticDirectory === undefined ? undefined : createFront(settings.staticDirectory);
  const app = createApp({
    recorder: recorder?.middleware,
    compress: front?.compress,
    watch: watchRequests(logRequest(logger), (ended) => requests.add(ended)),
    logger,
    allowedHosts: allowedHosts(settings.allowedHosts),
    operations: [
      createOperationsRouter({ readiness, metrics, release: settings.release }),
      createPictureRouter({ media }),
      ...(front ? [front.files] : []),
      ...(recorder ? [createDebugRouter(recorder)] : []),
    ],
    api: [
      createUserRouter({ users, clientAddress, ...authentication }),
      createAuthRouter({ auth, users, jwt, clientAddress, secure: settings.httpsOnly, ...authentication }),
      createSeminarRouter({ seminars, list: listSeminars(list, proofs), ...authentication }),
      createFriendRouter({ friends, ...authentication }),
      createSchoolRouter({ schools, ...authentication }),
      createCourseRouter({ courses, ratings, courseLists, ...authentication }),
      createTimetableRouter({ timetables, ...authentication }),
      createBoardRouter({ boards, boardLists, ...authentication }),
      createTagRouter({ tags: tagService, tagLists, ...authentication }),
      createPostRouter({ posts, ...authentication }),
      createCommentRouter({ comments, ...authentication }),
      createReactionRouter({ reactions, ...authentication }),
      createReportRouter({ reports, ...authentication }),
      createTodoRouter({ todos, todoLikes, ...authentication }),
      createDiaryRouter({ diaries, diaryLikes, ...authentication }),
      createFollowRouter({ follows, ...authentication }),
      createCalendarRouter({ calendar, ...authentication }),
      createMediaRouter({ media, ...authentication }),
    ],
  });
  const listHits = answerListHits({
    list,
    tokens,
    isHeard: guard.isHeard,
    isAllowedHost: isAllowedHost(settings.allowedHosts),
    app,
  });
  // The debug page shows hits too.
  const answers = recorder ? app : listHits;
  const listener = front?.enclose(answers) ?? answers;
  return { app, listener, logger, database, reader, redis, redisGuard, untold, tags, readiness, tokens, jwt };
}
