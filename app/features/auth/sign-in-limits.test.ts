import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { insertUsers } from '../../../test/helpers/insert-users';
import { TestApi, type TestUser } from '../../../test/helpers/test-api';
import { clientAddressBehind, networkOf } from '../../http/client-address';
import { TooManyAttempts } from '../../errors';
import { SignInLimits } from './sign-in-limits';

const perAddress = 30;
const perName = 10;

let api: TestApi;
let second: TestApi;
let user: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
  second = await TestApi.start({ beside: api });
  [user] = (await insertUsers(api.database, 1)) as [TestUser];
  // Hashes cheap enough to try dozens: the parameters travel with them.
  const cheap = `scrypt$2$1$1$${'A'.repeat(22)}==$${'A'.repeat(43)}=`;
  await api.database.connection.query('UPDATE `User` SET password = ?', [cheap]);
});
beforeEach(() => api.redis.use((redis) => redis.flushall()));
afterAll(async () => {
  await second.stop();
  await api.stop();
});

/** The limits of two processes that share a Redis. */
const limitsOf = ({ container: { redis, redisGuard: guard } }: TestApi) =>
  new SignInLimits({ redis, guard, keyPrefix: '', secret: 'of all processes' });
const isRefused = async (limits: SignInLimits, name: string | undefined, address: string) =>
  limits.begin(name, address).then(
    () => false,
    (error: unknown) => error instanceof TooManyAttempts,
  );
/** How many of so many failed attempts were let. */
async function countLet(attempts: number, begin: (n: number) => Promise<boolean>): Promise<number> {
  const refused = await Promise.all(Array.from({ length: attempts }, (_, n) => begin(n)));
  return refused.filter((one) => !one).length;
}

describe('of failed attempts at once, in two processes together', () => {
  const both = () => [limitsOf(api), limitsOf(second)] as [SignInLimits, SignInLimits];

  test('so many are let for a name, wherever they come from', async () => {
    const limits = both();
    const begin = (n: number) => isRefused(limits[n % 2] as SignInLimits, 'ada', `192.0.2.${n}`);
    expect(await countLet(40, begin)).toBe(perName);
    expect(await isRefused(limits[0], 'grace', '192.0.2.1')).toBe(false);
  });

  test('so many are let for an address, whatever their names', async () => {
    const limits = both();
    const begin = (n: number) => isRefused(limits[n % 2] as SignInLimits, `user${n}`, '192.0.2.1');
    expect(await countLet(60, begin)).toBe(perAddress);
    expect(await isRefused(limits[1], undefined, '192.0.2.1')).toBe(true);
    expect(await isRefused(limits[1], 'ada', '192.0.2.2')).toBe(false);
  });

  test('so many are let for a network of IPv6', async () => {
    const limits = both();
    const begin = (n: number) => isRefused(limits[n % 2] as SignInLimits, `user${n}`, `2001:db8::${n + 1}`);
    expect(await countLet(60, begin)).toBe(perAddress);
    expect(await isRefused(limits[1], 'ada', '2001:db8:0:1::1')).toBe(false);
  });
});

describe('an attempt', () => {
  test('that succeeds does not count', async () => {
    const limits = limitsOf(api);
    for (let n = 0; n < 2 * perAddress; n++)
      await (await limits.begin(`user${n % 4}`, '192.0.2.1')).succeed();
    expect(await isRefused(limits, 'ada', '192.0.2.1')).toBe(false);
  });

  test('that its address is refused does not count for the name', async () => {
    const limits = limitsOf(api);
    await countLet(perAddress, (n) => isRefused(limits, `user${n}`, '192.0.2.1'));
    await countLet(2 * perName, () => isRefused(limits, 'ada', '192.0.2.1'));
    expect(await isRefused(limits, 'ada', '192.0.2.2')).toBe(false);
  });

  test('from where the user has signed in is let, whatever strangers do', async () => {
    const limits = limitsOf(api);
    await (await limits.begin('ada', '192.0.2.1')).succeed();
    await countLet(3 * perName, (n) => isRefused(limits, 'ada', `198.51.100.${n}`));
    expect(await isRefused(limits, 'ada', '203.0.113.1')).toBe(true);
    expect(await countLet(2 * perName, () => isRefused(limits, 'ada', '192.0.2.1'))).toBe(perName);
  });

  test('is let again when the window is over', async () => {
    const limits = limitsOf(api);
    await countLet(perName, () => isRefused(limits, 'ada', '192.0.2.1'));
    const refusal = await limits.begin('ada', '192.0.2.1').catch((error: unknown) => error);
    expect((refusal as TooManyAttempts).retryAfterSeconds).toBeGreaterThan(290);
    expect((refusal as TooManyAttempts).retryAfterSeconds).toBeLessThanOrEqual(300);
    await api.redis.use(async (redis) => {
      for (const key of await redis.keys('sign-in:*')) await redis.pexpire(key, 1);
    });
    await sleep(50);
    expect(await isRefused(limits, 'ada', '192.0.2.1')).toBe(false);
  });

  test('leaves neither name nor address in Redis', async () => {
    await limitsOf(api)
      .begin('ada', '192.0.2.1')
      .then(({ succeed }) => succeed());
    const keys = await api.redis.use((redis) => redis.keys('*'));
    expect(keys.filter((key) => key.startsWith('sign-in:'))).toHaveLength(3);
    expect(keys.join()).not.toMatch(/ada|192/);
  });
});

test('without Redis each process counts by itself', async () => {
  const guard = { attempt: () => Promise.resolve(undefined) } as unknown as ConstructorParameters<
    typeof SignInLimits
  >[0]['guard'];
  const alone = () => new SignInLimits({ redis: api.container.redis, guard, keyPrefix: '', secret: 's' });
  const limits = alone();
  expect(await countLet(40, (n) => isRefused(limits, 'ada', `192.0.2.${n}`))).toBe(perName);
  expect(await isRefused(alone(), 'ada', '192.0.2.1')).toBe(false);
});

describe('both logins', () => {
  const headers = (address: string) => ({ 'X-Forwarded-For': address });
  const json = () => ({ username: user.username, password: 'wrong' });
  const logIn = (api: TestApi, address = '192.0.2.1') =>
    api.call('POST', 'auth/login/', { json: json(), headers: headers(address) });
  const logInForToken = (api: TestApi, address = '192.0.2.1') =>
    api.call('PUT', 'user/login/', { json: json(), headers: headers(address) });

  test('share the limits in all processes, and say when to come back', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < perName / 2; n++) {
      statuses.push((await logIn(n % 2 === 0 ? api : second)).status, (await logInForToken(second)).status);
    }
    expect(new Set(statuses)).toEqual(new Set([400, 403]));
    for (const answer of [await logIn(second), await logInForToken(api, '192.0.2.7')]) {
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(200);
    }
  });
});

describe('the address of a client', () => {
  test.each([
    ['', '192.0.2.1', '192.0.2.1'],
    ['127.0.0.1', '192.0.2.1', '192.0.2.1'],
    ['::ffff:127.0.0.1', '2001:db8::1', '2001:db8::1'],
    ['::1', '::ffff:192.0.2.1', '192.0.2.1'],
    ['127.0.0.1', '203.0.113.9, 192.0.2.1', '192.0.2.1'],
    ['127.0.0.1', 'unknown', '127.0.0.1'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['', undefined, ''],
    ['198.51.100.7', '192.0.2.1', '198.51.100.7'],
    ['::ffff:198.51.100.7', '192.0.2.1', '198.51.100.7'],
  ])('of the peer %j that forwards for %j is %j', (remoteAddress, forwarded, expected) => {
    const request = { socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } };
    expect(clientAddressBehind(0)(request as never)).toBe(expected);
  });

  test.each([
    [1, '192.0.2.1', '192.0.2.1'],
    [1, '203.0.113.9, 192.0.2.1', '192.0.2.1'],
    [2, '203.0.113.9, 192.0.2.1, 198.51.100.9', '192.0.2.1'],
    [2, '192.0.2.1', '10.0.0.7'],
    [1, undefined, '10.0.0.7'],
    [1, 'unknown', '10.0.0.7'],
  ])('behind %d proxies that forward for %j is %j', (hops, forwarded, expected) => {
    const request = {
      socket: { remoteAddress: '::ffff:10.0.0.7' },
      headers: { 'x-forwarded-for': forwarded },
    };
    expect(clientAddressBehind(hops)(request as never)).toBe(expected);
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('%j counts as %j', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
