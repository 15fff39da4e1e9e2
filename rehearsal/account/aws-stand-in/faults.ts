import type { AwsCall, Protocol } from './aws-call';
import { type Answer, jsonAnswer, xmlAnswer } from './answer';

/** What AWS says in each protocol; the code of the same refusal differs from service to service. */
const refusals = {
  /** Common errors of the EC2 and IAM API references, Amazon S3 error responses, read 2026-11-22. */
  throttled: {
    json: ['ThrottlingException', 400, 'Rate exceeded'],
    'rest-json': ['ThrottlingException', 429, 'Rate exceeded'],
    query: ['Throttling', 400, 'Rate exceeded'],
    ec2: ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
    s3: ['SlowDown', 503, 'Please reduce your request rate.'],
  },
  denied: {
    json: ['AccessDeniedException', 400, undefined],
    'rest-json': ['AccessDeniedException', 403, undefined],
    query: ['AccessDenied', 403, undefined],
    ec2: ['UnauthorizedOperation', 403, undefined],
    s3: ['AccessDenied', 403, 'Access Denied'],
  },
  expired: {
    json: ['ExpiredTokenException', 400, 'The security token included in the request is expired'],
    'rest-json': ['ExpiredTokenException', 403, 'The security token included in the request is expired'],
    query: ['ExpiredToken', 403, 'The security token included in the request is expired'],
    ec2: ['RequestExpired', 400, 'Request has expired.'],
    s3: ['ExpiredToken', 400, 'The provided token has expired.'],
  },
  /** A region that the account has not enabled knows nobody; AWS says the same of keys that do not exist. */
  unknown: {
    json: ['UnrecognizedClientException', 400, 'The security token included in the request is invalid.'],
    'rest-json': [
      'UnrecognizedClientException',
      403,
      'The security token included in the request is invalid.',
    ],
    query: ['InvalidClientTokenId', 403, 'The security token included in the request is invalid.'],
    ec2: ['AuthFailure', 401, 'AWS was not able to validate the provided access credentials'],
    s3: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
  },
} as const satisfies Record<
  string,
  Record<Protocol, readonly [code: string, status: number, message: string | undefined]>
>;

export type Refusal = keyof typeof refusals;

export interface Fault {
  /** Which calls: all that fit each of these. */
  readonly service?: string;
  readonly operation?: string | RegExp;
  readonly region?: string;
  /** How many of them pass before. @default 0 */
  readonly after?: number;
  /** How many it hits. @default all */
  readonly times?: number;
  /** Said in the words of the service's protocol; or a code and message of its own; or the connection ends without an answer, or waits for ever. */
  readonly does:
    Refusal | 'cut' | 'hang' | { readonly code: string; readonly message: string; readonly status?: number };
}

/** Keeps count of the calls that its fault is meant for. */
export class PlantedFault {
  #met = 0;

  constructor(private readonly fault: Fault) {}

  hits(call: AwsCall): boolean {
    const { after = 0, times = Infinity } = this.fault;
    if (!this.#isMeant(call)) return false;
    this.#met += 1;
    return this.#met > after && this.#met <= after + times;
  }

  get does() {
    return this.fault.does;
  }

  #isMeant({ service, operation, region }: AwsCall): boolean {
    const { fault } = this;
    const named = fault.operation ?? operation;
    return (
      (fault.service ?? service) === service &&
      (fault.region ?? region) === region &&
      (typeof named === 'string' ? named === operation : named.test(operation))
    );
  }
}

/** The answer to a call that is refused. */
export function refuse(call: AwsCall, does: Exclude<Fault['does'], 'cut' | 'hang'>): Answer {
  if (typeof does !== 'string')
    return errorAnswer(call.protocol, does.code, does.status ?? 400, does.message);
  const [code, status, message] = refusals[does][call.protocol];
  return errorAnswer(call.protocol, code, status, message ?? notAuthorized(call));
}

const notAuthorized = ({ service, operation }: AwsCall) =>
  `User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ${service}:${operation}`;

const requestId = '<RequestId>the-request</RequestId>';

function errorAnswer(protocol: Protocol, code: string, status: number, message: string): Answer {
  const words = `<Code>${code}</Code><Message>${message}</Message>`;
  if (protocol === 'json') return jsonAnswer({ __type: code, message }, status);
  if (protocol === 'rest-json') return jsonAnswer({ message }, status, { 'x-amzn-errortype': code });
  if (protocol === 's3') return xmlAnswer(`<Error>${words}${requestId}</Error>`, status);
  if (protocol === 'ec2') {
    const id = '<RequestID>the-request</RequestID>';
    return xmlAnswer(`<Response><Errors><Error>${words}</Error></Errors>${id}</Response>`, status);
  }
  const error = `<Error><Type>Sender</Type>${words}</Error>`;
  return xmlAnswer(`<ErrorResponse>${error}${requestId}</ErrorResponse>`, status);
}
