import type { IncomingMessage } from 'node:http';

/** How a service speaks: metadata `protocol` of AWS's API models (botocore 1.37). */
export type Protocol = 'json' | 'rest-json' | 'query' | 'ec2' | 's3';

/** One request of the SDK, as the service would understand it. */
export interface AwsCall {
  /** As the signature names it: `ec2`, `rds`, `ssm`, `freetier`, … */
  readonly service: string;
  /** Such as `DescribeInstances`. */
  readonly operation: string;
  readonly region: string;
  readonly protocol: Protocol;
  /** Without what is secret. Forms as they are sent: `Filter.1.Name`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly method: string;
  readonly url: string;
  readonly body: Buffer;
}

const protocols: Readonly<Record<string, Protocol>> = {
  ec2: 'ec2',
  s3: 's3',
  scheduler: 'rest-json',
  account: 'rest-json',
  eks: 'rest-json',
};

/** What was asked for; `undefined` for what no SDK has signed. */
export function readCall(request: IncomingMessage, body: Buffer): AwsCall | undefined {
  const { method = 'GET', url = '/', headers } = request;
  const address = new URL(url, 'http://127.0.0.1');
  const scope = headers.authorization ?? address.searchParams.get('X-Amz-Credential') ?? '';
  const [, region, service] = /\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/.exec(scope) ?? [];
  if (region === undefined || service === undefined) return undefined;
  const target = headers['x-amz-target'];
  const text = body.toString('utf8');
  const place = { service, region, method, url, body };
  if (typeof target === 'string') {
    const operation = target.slice(target.lastIndexOf('.') + 1);
    return { ...place, operation, protocol: 'json', parameters: withoutSecrets(readJson(text)) };
  }
  const protocol = protocols[service] ?? 'query';
  if (protocol === 'query' || protocol === 'ec2') {
    const form = Object.fromEntries(new URLSearchParams(text));
    return { ...place, operation: form['Action'] ?? '', protocol, parameters: withoutSecrets(form) };
  }
  const operation =
    address.searchParams.get('x-id') ?? (protocol === 's3' ? s3Operation : restOperation)(method, address);
  const parameters = {
    path: decodeURIComponent(address.pathname),
    ...(protocol === 's3' ? {} : withoutSecrets(readJson(text))),
  };
  return { ...place, operation, protocol, parameters };
}

const readJson = (text: string) => (text === '' ? {} : (JSON.parse(text) as Record<string, unknown>));

const secret = /password|secret|token$/i;

/** A journal that a test prints must not show them; SSM's value may be one. */
const withoutSecrets = (parameters: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const isSecret = secret.test(name) || (name === 'Value' && parameters['Type'] === 'SecureString');
      return [name, isSecret ? '(secret)' : value];
    }),
  );

/** Operations on a bucket by what is asked of it, in the order in which S3 looks. */
const bucketOperations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GET: {
    versions: 'ListObjectVersions',
    location: 'GetBucketLocation',
    tagging: 'GetBucketTagging',
    versioning: 'GetBucketVersioning',
    uploads: 'ListMultipartUploads',
    policy: 'GetBucketPolicy',
    encryption: 'GetBucketEncryption',
    'list-type': 'ListObjectsV2',
  },
  POST: { delete: 'DeleteObjects' },
  PUT: { tagging: 'PutBucketTagging', versioning: 'PutBucketVersioning' },
};
const plainBucketOperations: Readonly<Record<string, string>> = {
  GET: 'ListObjects',
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
};

function s3Operation(method: string, { pathname, searchParams }: URL): string {
  const [bucket = '', ...key] = pathname.slice(1).split('/');
  if (bucket === '') return 'ListBuckets';
  if (key.join('/') !== '') return `${capitalized(method)}Object`;
  const asked = Object.entries(bucketOperations[method] ?? {}).find(([name]) => searchParams.has(name));
  return asked?.[1] ?? plainBucketOperations[method] ?? method;
}

const capitalized = (word: string) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`;

/** Paths of EventBridge Scheduler, Account Management and EKS, which say what they do. */
const restPaths: readonly (readonly [method: string, path: RegExp, operation: string])[] = [
  ['GET', /^\/schedules$/, 'ListSchedules'],
  ['GET', /^\/schedules\/[^/]+$/, 'GetSchedule'],
  ['POST', /^\/schedules\/[^/]+$/, 'CreateSchedule'],
  ['PUT', /^\/schedules\/[^/]+$/, 'UpdateSchedule'],
  ['DELETE', /^\/schedules\/[^/]+$/, 'DeleteSchedule'],
  ['GET', /^\/schedule-groups$/, 'ListScheduleGroups'],
  ['GET', /^\/schedule-groups\/[^/]+$/, 'GetScheduleGroup'],
  ['POST', /^\/schedule-groups\/[^/]+$/, 'CreateScheduleGroup'],
  ['DELETE', /^\/schedule-groups\/[^/]+$/, 'DeleteScheduleGroup'],
  ['GET', /^\/tags\//, 'ListTagsForResource'],
  ['POST', /^\/tags\//, 'TagResource'],
  ['POST', /^\/listRegions$/, 'ListRegions'],
  ['GET', /^\/clusters$/, 'ListClusters'],
];

const restOperation = (method: string, { pathname }: URL): string =>
  restPaths.find(([known, path]) => known === method && path.test(pathname))?.[2] ?? `${method} ${pathname}`;
