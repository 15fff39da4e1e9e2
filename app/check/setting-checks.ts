import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { isIP } from 'node:net';

import { environmentVariables as names } from '../../contract';
import type { Environment, Settings } from '../config';
import { type Check, when } from './check';
import { strengthBits } from './password-strength';

export interface SettingSubject {
  readonly environment: Environment;
  readonly settings: Settings;
  readonly now: Date;
}

/** Random letters and digits reach this with 16 characters. */
const leastLength = 16;
const leastBits = 55;
/** Whoever has one token can try secrets without asking us; 32 random hexadecimal digits reach this. */
const leastSecretBits = 100;
const newPassword = 'Make one with `openssl rand -hex 20`, and give it to the database and to the file.';
const dayMs = 86_400_000;

/** Of settings that are valid, which of them no production should have. */
export const settingChecks: readonly Check<SettingSubject>[] = [
  {
    id: 'waffle.W101',
    what: 'A host is allowed by which no client should know a deployed API.',
    remedy: `Name in ${names.allowedHosts} the domains of the certificate only.`,
    find: ({ settings }) => settings.allowedHosts.filter(isNoDomain),
  },
  {
    id: 'waffle.E201',
    what: 'The password of the database can be guessed.',
    remedy: newPassword,
    find: ({ settings: { database } }) => {
      const bits = Math.floor(strengthBits(database.password, [database.user, database.name, database.host]));
      const { length } = database.password;
      return when(bits < leastBits || length < leastLength, `${length} characters, worth about ${bits} bits`);
    },
  },
  {
    id: 'waffle.E202',
    what: 'Others on the machine can read a secret.',
    remedy: 'Let its owner alone read it: chmod 0600 that file.',
    find: ({ environment }) => secretFiles.flatMap((name) => findOpenFile(environment, name)),
  },
  {
    id: 'waffle.E203',
    what: 'The secret that signs tokens can be guessed, and with it anybody can sign in as anybody.',
    remedy: `Write \`openssl rand -hex 32\` into the file that ${names.jwtSecretFile} names; whoever has signed in by JWT must do so again.`,
    find: ({ settings: { jwtSecret } }) => {
      const bits = Math.floor(strengthBits(jwtSecret));
      return when(bits < leastSecretBits, `${jwtSecret.length} characters, worth about ${bits} bits`);
    },
  },
  {
    id: 'waffle.E301',
    what: 'A trust anchor of the database cannot be used.',
    remedy: `Download the trust anchors again into the file that ${names.databaseCaFile} names.`,
    find: ({ settings, now }) => certificatesOf(settings).flatMap((pem) => findUnusable(pem, now)),
  },
  {
    id: 'waffle.W302',
    what: 'A trust anchor of the database ends within 30 days.',
    remedy: 'Download newer ones before that day, or the API loses its database.',
    find: ({ settings, now }) => certificatesOf(settings).flatMap((pem) => findEnding(pem, now)),
  },
  {
    id: 'waffle.E303',
    what: 'Redis is asked over a network without encryption.',
    remedy: `Use TLS, ${names.redisUrl}=rediss://…, or a socket of this machine, unix:/run/waffle-redis/redis.sock.`,
    find: ({ settings: { redis } }) =>
      'url' in redis ? when(!isLoopback(redis.url) && !isEncrypted(redis.url), hostOf(redis.url)) : [],
  },
  {
    id: 'waffle.W304',
    what: 'Every program on this machine can read and change what Redis holds.',
    remedy: `Use a socket with a mode, ${names.redisUrl}=unix:/path, or give Redis a password.`,
    find: ({ settings: { redis } }) =>
      'url' in redis ? when(isLoopback(redis.url) && !hasPassword(redis), hostOf(redis.url)) : [],
  },
  {
    id: 'waffle.W401',
    what: 'Every program on this machine can ask the API past Nginx, for its metrics too.',
    remedy: `Set ${names.listenSocket} to a socket in a folder that only Nginx's group may enter.`,
    find: ({ settings: { listen } }) =>
      'port' in listen ? when(isLocalAddress(listen.host), `${listen.host}:${listen.port}`) : [],
  },
  {
    id: 'waffle.E501',
    what: 'A debugger can attach, and then do anything.',
    remedy: 'Take --inspect out of NODE_OPTIONS.',
    find: ({ environment }) =>
      when(/--inspect/.test(environment['NODE_OPTIONS'] ?? ''), 'NODE_OPTIONS with --inspect'),
  },
  {
    id: 'waffle.W502',
    what: 'The log says more than operation needs, or too little.',
    remedy: `Set ${names.logLevel} to info, or unset it.`,
    find: ({ settings: { logLevel } }) => when(!['info', 'warn', 'error'].includes(logLevel), logLevel),
  },
];

const isNoDomain = (host: string) =>
  isIP(host.replace(/^\[|\]$/g, '')) > 0 || !host.includes('.') || host.endsWith('.localhost');

const secretFiles = [names.databasePasswordFile, names.jwtSecretFile, names.redisPasswordFile];

/** systemd hands credentials over with an access list, which shows in the mode as rights of the group. */
function findOpenFile(environment: Environment, name: string): readonly string[] {
  const file = environment[name] ?? '';
  if (file === '') return [];
  const credentials = environment['CREDENTIALS_DIRECTORY'];
  const mode = statSync(file).mode & 0o777;
  const open = credentials !== undefined && file.startsWith(`${credentials}/`) ? mode & 0o007 : mode & 0o077;
  return when(open !== 0, `${file} has the mode 0${mode.toString(8)}`);
}

const certificatesOf = ({ database }: Settings) =>
  (database.ca ?? '').match(/-----BEGIN CERTIFICATE-----[\s\S]*?(-----END CERTIFICATE-----|$)/g) ?? [];

function findUnusable(pem: string, now: Date): readonly string[] {
  const certificate = parseCertificate(pem);
  if (certificate === undefined) return ['a block that is no certificate'];
  return when(
    new Date(certificate.validTo) < now,
    `${nameOf(certificate)}, which ended ${certificate.validTo}`,
  );
}

function findEnding(pem: string, now: Date): readonly string[] {
  const certificate = parseCertificate(pem);
  if (certificate === undefined) return [];
  const days = Math.floor((new Date(certificate.validTo).getTime() - now.getTime()) / dayMs);
  return when(days >= 0 && days < 30, `${nameOf(certificate)}, which ends in ${days} days`);
}

function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

const nameOf = ({ subject }: X509Certificate) => subject.split('\n').at(-1) ?? '';

const hostOf = (url: string) => new URL(url).host;
const isEncrypted = (url: string) => url.startsWith('rediss://');
const hasPassword = ({ url, password }: { readonly url: string; readonly password: string | undefined }) =>
  password !== undefined || new URL(url).password !== '';
const isLocalAddress = (host: string) => host === '::1' || host.startsWith('127.');
const isLoopback = (url: string) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);
