import path from 'node:path';
import { exitCodes, UserError } from '../io/errors';
import type { ArchiveFile } from './archive-file';

/** An example without values may be published. */
const harmlessName = /\.(example|sample|template)$/;

const secretNames = [
  { pattern: /^\.env(\..+)?$/, what: 'a file of environment settings' },
  { pattern: /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/, what: 'a private SSH key' },
  { pattern: /\.(key|ppk|p12|pfx|jks|keystore)$/, what: 'a private key or key store' },
  { pattern: /^\.(npmrc|netrc|pgpass|my\.cnf|htpasswd|git-credentials)$/, what: 'a file of credentials' },
] as const;

const secretContents = [
  // The marker alone is no secret: libraries and scripts look for it. The key itself follows it.
  {
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{0,300}?[A-Za-z0-9+/=]{60}/,
    what: 'holds a private key',
  },
  { pattern: /\b(AKIA|ASIA)(?![A-Z2-7]*EXAMPLE)[A-Z2-7]{16}\b/, what: 'holds an AWS access key id' },
] as const;

/** Stops a release that would carry a secret, naming every file and why. @throws UserError */
export function refuseSecrets(files: readonly ArchiveFile[]): void {
  const found = files.flatMap((file) => {
    const reason = reasonAgainst(file);
    return reason ? [`${file.source} ${reason}`] : [];
  });
  if (found.length === 0) return;
  throw new UserError(['The release would carry secrets:', ...found].join('\n'), {
    code: exitCodes.usage,
    fix: 'Move them out of the project: the instance reads its secrets from SSM parameters, never from a release.',
  });
}

function reasonAgainst({ source, content }: ArchiveFile): string | undefined {
  const name = path.basename(source);
  const byName = secretNames.find(({ pattern }) => pattern.test(name) && !harmlessName.test(name));
  if (byName) return `looks like ${byName.what}`;
  const text = content.toString('latin1');
  return secretContents.find(({ pattern }) => pattern.test(text))?.what;
}
