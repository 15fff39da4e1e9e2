// What every peer is told: where to listen, where Redis and the database are, how long an entry lives.
const { env } = process;

module.exports = {
  socket: env.LISTEN_SOCKET,
  redisSocket: env.REDIS_SOCKET,
  /** Prefix of this peer's keys: all peers share one Redis. */
  cachePrefix: env.CACHE_PREFIX,
  ttlSeconds: Number(env.CACHE_TTL_SECONDS),
  database: {
    host: env.DATABASE_HOST,
    port: Number(env.DATABASE_PORT),
    database: env.DATABASE_NAME,
    user: env.DATABASE_USER,
    password: env.DATABASE_PASSWORD,
    allowPublicKeyRetrieval: true,
    timezone: 'Z',
    connectionLimit: 10,
  },
};
