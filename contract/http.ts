/** Paths that Nginx, the deploy scripts, the stacks and the application agree on. */
export const httpPaths = {
  /** 200 as long as the process runs. */
  liveness: '/healthz',
  /** 200 when database (and its migrations) answer and no shutdown has begun, else 503. */
  readiness: '/readyz',
  /** Prometheus metrics; like the two above for the machine itself only. */
  metrics: '/metrics',
  /** What the last requests did; in development only. */
  debug: '/__debug__/',
  /** Names the running release. */
  version: '/',
  api: '/api/v1/',
  seminarList: '/api/v1/seminar/',
  todos: '/api/v1/todos/',
  static: '/static/',
  /** Uploaded pictures, which Nginx serves. */
  media: '/media/',
  /** The page that shows the OpenAPI document. */
  docs: '/docs/',
  /** The document; a release brings it as a file. */
  openApi: '/docs/openapi.json',
} as const;

/** The one spelling of a path: clients of the planner know `/api/v1/todos/` as `/api/todos/` and `/api/todo/` too. */
export const canonicalPath = (path: string) =>
  path.replace(/^\/api\/todos?(?=[/?]|$)/, httpPaths.todos.slice(0, -1));

/** Response header of the cached list: `hit` or `miss`, absent where nothing is cached. */
export const cacheHeader = 'X-Cache';

/** Carries the id that a request's log lines share. Nginx sets it, whatever a client sends. */
export const requestIdHeader = 'X-Request-ID';

/** Redis key of a cached seminar list. */
export const seminarListCacheKey = (order: 'default' | 'earliest') => `seminar-list:${order}`;
