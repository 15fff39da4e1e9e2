import { randomBytes } from 'node:crypto';
import { parameterName, parameters } from '../../contract';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';
import { ensureSecret } from './ensure-secret';

/** 40 letters and digits, of 41 that RDS takes: 160 bits. */
const makePassword = () => randomBytes(20).toString('hex');

export interface EnsurePasswordOptions {
  /** A database is there already, with the password that the parameter has had. */
  readonly databaseExists: boolean;
  readonly signal: AbortSignal;
}

/**
 * The password of the database.
 * @throws UserError where the database is there and its password is gone
 */
export const ensurePassword = (
  target: Target,
  { databaseExists, signal }: EnsurePasswordOptions,
): Promise<'made' | 'there'> => {
  const name = parameterName(target.projectName, parameters.databasePassword);
  const make = () => {
    if (databaseExists) throw passwordGone(name, target.projectName);
    return makePassword();
  };
  return ensureSecret(
    target,
    { name, what: `Password of the database of ${target.projectName}`, make },
    signal,
  );
};

const passwordGone = (name: string, projectName: string) =>
  new UserError(`The database of ${projectName} is there, and its password ${name} is gone.`, {
    fix: `put it back, from standard input: aws ssm put-parameter --name ${name} --type SecureString --value file:///dev/stdin`,
  });
