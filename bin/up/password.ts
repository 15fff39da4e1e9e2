import { randomBytes } from 'node:crypto';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterName, parameters } from '../../contract';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';

/** 40 letters and digits, of 41 that RDS takes: 160 bits. */
const makePassword = () => randomBytes(20).toString('hex');

export interface EnsurePasswordOptions {
  /** A database is there already, with the password that the parameter has had. */
  readonly databaseExists: boolean;
  readonly signal: AbortSignal;
}

/**
 * Makes the password of the database where there is none yet, straight into SSM: CloudFormation cannot make a SecureString. Nobody
 * gets to see it, and a password that is there is not read.
 * @throws UserError where the database is there and its password is gone
 */
export async function ensurePassword(
  { aws, projectName }: Target,
  { databaseExists, signal }: EnsurePasswordOptions,
): Promise<'made' | 'there'> {
  const client = new SSMClient(aws);
  const Name = parameterName(projectName, parameters.databasePassword);
  if (await exists(client, Name, signal)) return 'there';
  if (databaseExists) throw passwordGone(Name, projectName);
  try {
    await client.send(
      new PutParameterCommand({
        Name,
        Value: makePassword(),
        Type: 'SecureString',
        Description: `Password of the database of ${projectName}; made by waffle up, deleted by waffle down`,
        Tags: [{ Key: 'project', Value: projectName }],
      }),
      { abortSignal: signal },
    );
    return 'made';
  } catch (error) {
    // Another one was quicker; that password it is.
    if (error instanceof Error && error.name === 'ParameterAlreadyExists') return 'there';
    throw error;
  }
}

async function exists(client: SSMClient, Name: string, abortSignal: AbortSignal): Promise<boolean> {
  try {
    await client.send(new GetParameterCommand({ Name }), { abortSignal });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return false;
    throw error;
  }
}

const passwordGone = (name: string, projectName: string) =>
  new UserError(`The database of ${projectName} is there, and its password ${name} is gone.`, {
    fix: `put it back, from standard input: aws ssm put-parameter --name ${name} --type SecureString --value file:///dev/stdin`,
  });
