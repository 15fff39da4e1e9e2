import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Target } from '../aws/target';

export interface Secret {
  /** Of its parameter. */
  readonly name: string;
  /** What it is of: `Password of the database of my-api`. */
  readonly what: string;
  /** A new one; asked only where there is none. */
  readonly make: () => string;
}

/**
 * Makes a secret where there is none yet, straight into SSM: CloudFormation cannot make a SecureString. Nobody gets to see it,
 * and one that is there is not read.
 */
export async function ensureSecret(
  { aws, projectName }: Pick<Target, 'aws' | 'projectName'>,
  { name: Name, what, make }: Secret,
  abortSignal: AbortSignal,
): Promise<'made' | 'there'> {
  const client = new SSMClient(aws);
  if (await exists(client, Name, abortSignal)) return 'there';
  try {
    await client.send(
      new PutParameterCommand({
        Name,
        Value: make(),
        Type: 'SecureString',
        Description: `${what}; made by waffle, deleted by waffle down`,
        Tags: [{ Key: 'project', Value: projectName }],
      }),
      { abortSignal },
    );
    return 'made';
  } catch (error) {
    // Another one was quicker; that secret it is.
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
