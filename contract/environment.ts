/** Names of the environment variables that the application reads. `app/config.ts` validates their values. */
export const environmentVariables = {
  /** `production` switches the refusals of unsafe settings on. */
  nodeEnvironment: 'NODE_ENV',
  /** Unix socket to listen on; takes precedence over `PORT`. */
  listenSocket: 'LISTEN_SOCKET',
  /** TCP port to listen on, 0 for any free one. */
  port: 'PORT',
  /** Address to listen on beside `PORT`: 127.0.0.1 by default, 0.0.0.0 in a container. */
  host: 'HOST',
  /** How many proxies, one behind the other, stand before this process; 0, the default, for one on this machine or none. */
  trustedProxyHops: 'TRUSTED_PROXY_HOPS',
  /** Seconds that a process told to stop goes on answering, not ready, until every balancer has taken it out; 0 by default. */
  shutdownDelaySeconds: 'SHUTDOWN_DELAY_SECONDS',
  /** Comma-separated host names that requests may name; `*` only outside production. */
  allowedHosts: 'ALLOWED_HOSTS',
  databaseHost: 'DATABASE_HOST',
  databasePort: 'DATABASE_PORT',
  /** Development and tests only: unix socket of a database on this machine, in place of host, port and TLS. */
  databaseSocket: 'DATABASE_SOCKET',
  databaseName: 'DATABASE_NAME',
  databaseUser: 'DATABASE_USER',
  /** Development and tests only: production reads the password from a file. */
  databasePassword: 'DATABASE_PASSWORD',
  databasePasswordFile: 'DATABASE_PASSWORD_FILE',
  /** PEM file; set, the connection is TLS and the server's certificate and name are verified. */
  databaseCaFile: 'DATABASE_CA_FILE',
  /** `unix:/path/to/socket` for one on this machine, `rediss://host:port/db` (TLS) or `redis://host:port/db` for a shared one. */
  redisUrl: 'REDIS_URL',
  /** Development and tests only: production reads the password from a file. */
  redisPassword: 'REDIS_PASSWORD',
  /** What a shared Redis wants to hear, such as ElastiCache's auth token. */
  redisPasswordFile: 'REDIS_PASSWORD_FILE',
  /** Development and tests only: production reads the secret from a file. Neither: one that the process makes for itself. */
  jwtSecret: 'JWT_SECRET',
  /** What access and refresh tokens are signed with, at least 32 bytes; whoever knows it can sign in as anybody. */
  jwtSecretFile: 'JWT_SECRET_FILE',
  /** Where uploaded pictures are, which Nginx serves from there; with a bucket, only until they are in it. */
  mediaDirectory: 'MEDIA_DIRECTORY',
  /** S3 bucket of uploaded pictures; absent, they stay in the folder. Its region and credentials are those that AWS's SDK finds. */
  mediaBucket: 'MEDIA_BUCKET',
  /** `static/` of the release, where no Nginx stands before this process: it shows the files itself, and finishes its answers as Nginx does. */
  staticDirectory: 'STATIC_DIRECTORY',
  /** Seconds that a cached seminar list lives. */
  cacheTtlSeconds: 'CACHE_TTL_SECONDS',
  /** What the keys in Redis begin with, so that several APIs can share one; empty by default. */
  cacheKeyPrefix: 'CACHE_KEY_PREFIX',
  /** `manifest.json` of the running release. */
  releaseManifestFile: 'RELEASE_MANIFEST_FILE',
  logLevel: 'LOG_LEVEL',
} as const;
