// Cache-aside as tutorials teach it: get and parse, or query, stringify and set.
const { Redis } = require('ioredis');
const { cachePrefix, redisSocket, ttlSeconds } = require('./settings');

const redis = new Redis({ path: redisSocket });

/** The list: from Redis where no name is searched for, else from `load`. */
async function cachedList({ name, order }, load) {
  if (name) return load(name, order);
  const key = `${cachePrefix}:${order === 'earliest' ? 'earliest' : 'default'}`;
  const cached = await redis.get(key);
  if (cached) return JSON.parse(cached);
  const list = await load('', order);
  await redis.set(key, JSON.stringify(list), 'EX', ttlSeconds);
  return list;
}

module.exports = { cachedList };
