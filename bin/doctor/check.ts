import { explainAwsError, isNetworkError, reasonOf } from '../aws/aws-error';

export interface Finding {
  readonly status: 'ok' | 'warning' | 'failure';
  readonly text: string;
  /** What to type or change. */
  readonly fix?: string | undefined;
  /** AWS could not be asked at all. */
  readonly isUnreachable?: true;
}

export interface Check {
  readonly name: string;
  examine(signal: AbortSignal): Promise<Finding>;
}

export interface Result extends Finding {
  readonly name: string;
}

export const ok = (text: string): Finding => ({ status: 'ok', text });
export const warning = (text: string, fix?: string): Finding => ({ status: 'warning', text, fix });
export const failure = (text: string, fix?: string): Finding => ({ status: 'failure', text, fix });

const limitMs = 20_000;

/** All at once; what takes too long, or fails in a way of its own, is a finding too. */
export const runChecks = (checks: readonly Check[], signal: AbortSignal): Promise<readonly Result[]> =>
  Promise.all(checks.map(async ({ name, examine }) => ({ name, ...(await examineOne(examine, signal)) })));

async function examineOne(examine: Check['examine'], signal: AbortSignal): Promise<Finding> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await examine(AbortSignal.any([signal, limit]));
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return warning(`cannot be told: no answer within ${limitMs / 1000} s`);
    return cannotBeTold(error);
  }
}

/** A permission that is missing leaves the rest to be told; without a network nothing is. */
function cannotBeTold(error: unknown): Finding {
  const text = `cannot be told: ${reasonOf(error)}`;
  const fix = explainAwsError(error)?.fix;
  return isNetworkError(error) ? { ...failure(text, fix), isUnreachable: true } : warning(text, fix);
}
