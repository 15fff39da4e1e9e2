import { randomBytes } from 'node:crypto';

import { environmentVariables as names } from '../../contract';
import type { Reader } from './reader';

/** As long as what HMAC-SHA-256 makes of it (RFC 7518, 3.2). */
const leastSecretBytes = 32;

/** Outside production a process may have one of its own: nobody else knows it, and its tokens end with it. */
export function readJwtSecret(reader: Reader): string {
  const { jwtSecretFile, jwtSecret } = names;
  const allowed = `the path of a file with at least ${leastSecretBytes} random bytes`;
  const secret = readSecret(reader, jwtSecretFile, jwtSecret);
  if (secret === undefined)
    return reader.production
      ? reader.required(jwtSecretFile, allowed)
      : randomBytes(32).toString('base64url');
  const bytes = Buffer.byteLength(secret);
  const name = reader.optional(jwtSecretFile) === undefined ? jwtSecret : jwtSecretFile;
  if (bytes >= leastSecretBytes || reader.hasProblemWith(jwtSecretFile, jwtSecret)) return secret;
  const change = 'Make one with `openssl rand -hex 32`.';
  return reader.problem('', name, `${bytes} bytes (not shown)`, `at least ${leastSecretBytes} bytes`, change);
}

/** A secret from the file that one variable names, or outside production from the other variable itself. */
export function readSecret(reader: Reader, fileVariable: string, variable: string): string | undefined {
  const file = reader.optional(fileVariable);
  const secret = reader.optional(variable);
  if (secret !== undefined && reader.production) {
    return reader.problem(
      '',
      variable,
      'a value (not shown)',
      'nothing in production: other processes can read the environment',
      `Unset it and write the secret into a file that ${fileVariable} names.`,
    );
  }
  // An editor ends the file with a newline that is no part of the secret.
  return file === undefined ? secret : reader.file(fileVariable, file).replace(/\r?\n$/, '');
}
