import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** 16 MiB each (128·N·r bytes): four at once, Node's thread pool, stay far from 1 GiB. */
const parameters = { N: 2 ** 14, r: 8, p: 5 };
const saltBytes = 16;
const keyBytes = 32;
const prefix = ['scrypt', ...Object.values(parameters)].join('$');

/** `scrypt$N$r$p$salt$key`: the parameters travel with the hash, so that they can change later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await derive(password, salt, keyBytes, parameters);
  return [prefix, salt.toString('base64'), key.toString('base64')].join('$');
}

/** Whether a hash has other parameters than those that a new one gets. */
export const isOutdated = (hash: string): boolean => !hash.startsWith(`${prefix}$`);

/** Whether the password is the one of the hash; without a whole one it is false after the same time. */
export async function verifyPassword(password: string, hash = ''): Promise<boolean> {
  const isWhole = whole.test(hash);
  const [, N, r, p, salt = '', key = ''] = (isWhole ? hash : decoy).split('$');
  const expected = Buffer.from(key, 'base64');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64'), expected.length, options);
  return timingSafeEqual(actual, expected) && isWhole;
}

/** What was cut off would let a shorter key pass, and an empty one any password. */
const whole = /^scrypt(\$\d+){3}\$[\w+/]{22}==\$[\w+/]{43}=$/;

const decoy = [
  prefix,
  Buffer.alloc(saltBytes).toString('base64'),
  Buffer.alloc(keyBytes).toString('base64'),
].join('$');
