import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Target } from '../aws/target';

/** Whose credentials are in use. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  /** Of the user or role. */
  readonly arn: string;
}

/** Needs no permission: whoever has credentials may ask. */
export async function readAccount({ aws }: Pick<Target, 'aws'>, signal?: AbortSignal): Promise<Account> {
  const command = new GetCallerIdentityCommand({});
  const { Account: id = '', Arn: arn = '' } = await new STSClient(aws).send(command, {
    ...(signal && { abortSignal: signal }),
  });
  return { id, arn };
}
