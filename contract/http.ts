/** Paths that Nginx, the deploy scripts, the stacks and the application agree on. */
export const httpPaths = {
  /** 200 as long as the process runs. */
  liveness: '/healthz',
  /** 200 when database (and its migrations) answer and no shutdown has begun, else 503. */
  readiness: '/readyz',
  /** Names the running release. */
  version: '/',
  api: '/api/v1/',
  seminarList: '/api/v1/seminar/',
  static: '/static/',
  /** The page that shows the OpenAPI document. */
  docs: '/docs/',
} as const;

/** Response header of the cached list: `hit` or `miss`, absent where nothing is cached. */
export const cacheHeader = 'X-Cache';

/** Redis key of a cached seminar list. */
export const seminarListCacheKey = (order: 'default' | 'earliest') => `seminar-list:${order}`;
