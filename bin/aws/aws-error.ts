import { exitCodes, UserError } from '../io/errors';

interface AwsFailure extends Error {
  /** Of a network error: `ECONNREFUSED`. */
  readonly code?: string;
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const badCredentials = [
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'AuthFailure',
  'InvalidAccessKeyId',
];
const throttled = [
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
];
const noNetwork = [
  'ENOTFOUND',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/** Nobody answered, or the answer was cut off. */
export const isNetworkError = (error: unknown): boolean =>
  error instanceof Error &&
  (noNetwork.includes((error as AwsFailure).code ?? '') || error.name === 'TimeoutError');

/** For a line that goes on to something else. */
export const reasonOf = (error: unknown): string => {
  const cause = explainAwsError(error) ?? error;
  return cause instanceof Error ? cause.message : String(cause);
};

/** What of the SDK's errors a person can do something about; `undefined` for any other. */
export const explainAwsError = (error: unknown): UserError | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  const unreachable = (text: string, fix: string) =>
    new UserError(text, { code: exitCodes.unreachable, fix, cause: error });
  if (name === 'CredentialsProviderError' || /Could not load credentials/.test(message)) {
    return unreachable('There are no AWS credentials.', 'aws configure, or name a profile in AWS_PROFILE');
  }
  if (badCredentials.includes(name)) {
    return unreachable(
      `AWS refuses these credentials: ${message}`,
      'aws sts get-caller-identity shows whose they are; a region that is not enabled for the account refuses them as well',
    );
  }
  if (/^AccessDenied|^UnauthorizedOperation/.test(name)) {
    return unreachable(
      `These credentials may not do this: ${message}`,
      'use a profile that may, in AWS_PROFILE',
    );
  }
  if (throttled.includes(name)) {
    return unreachable(
      `AWS answers too slowly for so many requests: ${message}`,
      'wait a minute, then type the same command again',
    );
  }
  if (isNetworkError(error)) {
    return unreachable(
      `AWS cannot be reached: ${message}`,
      'check the network and the region, then try again',
    );
  }
  if (name === 'TargetNotConnected') {
    return unreachable(
      `Systems Manager does not reach the instance: ${message}`,
      'waffle status shows whether it runs; one that has just started takes a minute; or go over SSH: --via ssh',
    );
  }
  if (/Region is missing/.test(message)) {
    return new UserError('No AWS region is chosen.', {
      code: exitCodes.usage,
      fix: 'name one in AWS_REGION, such as AWS_REGION=us-east-1',
      cause: error,
    });
  }
  return undefined;
};
