import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Account } from '../account/read-account';
import { explainAwsError } from '../aws/aws-error';
import type { AwsConfig } from '../aws/clients';
import { failure, ok, warning, type Finding, type Result } from './check';

/** Signatures older than this are refused: IAM User Guide, "Signing AWS API requests"; read 2026-11-22. */
const greatestSkewMs = 5 * 60_000;

export interface Identity {
  /** `undefined` where AWS does not accept the credentials, or cannot be reached. */
  readonly account: Account | undefined;
  readonly results: readonly Result[];
}

/** Whose the credentials are, and what the clock of AWS says: one question answers both. */
export async function checkIdentity(aws: AwsConfig, abortSignal: AbortSignal): Promise<Identity> {
  const client = new STSClient(aws);
  let date: string | undefined;
  client.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      date = (result.response as { headers?: Record<string, string> } | undefined)?.headers?.['date'];
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  try {
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
    const account = { id: Account, arn: Arn };
    return {
      account,
      results: [
        { name: 'credentials', ...ok(describeOwner(account)) },
        { name: 'clock', ...judgeClock(date, Date.now()) },
      ],
    };
  } catch (error) {
    abortSignal.throwIfAborted();
    const explained = explainAwsError(error) ?? error;
    const { message, fix } = explained as { message?: string; fix?: string };
    return {
      account: undefined,
      results: [{ name: 'credentials', ...failure(String(message), fix), isUnreachable: true }],
    };
  }
}

/** A session is often named by an e-mail address; the role is enough. */
const describeOwner = ({ id, arn }: Account): string =>
  `${arn.replace(/^arn:[\w-]+:\w+::\d+:/, '').replace(/^(assumed-role\/[^/]+)\/.*/, '$1')} of the account ${id}`;

/** @param date of an answer of AWS, as HTTP writes it */
export function judgeClock(date: string | undefined, nowMs: number): Finding {
  const theirsMs = Date.parse(date ?? '');
  if (Number.isNaN(theirsMs)) return warning('cannot be told: the answer of AWS has no date');
  const skewMs = nowMs - theirsMs;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const text = seconds < 2 ? 'right' : `${seconds} s ${skewMs > 0 ? 'ahead' : 'behind'}`;
  if (Math.abs(skewMs) < greatestSkewMs) return ok(text);
  return failure(
    `${text}: AWS refuses signatures that are 5 minutes off`,
    'turn on the time service: timedatectl set-ntp true',
  );
}
