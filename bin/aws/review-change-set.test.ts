import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ResourceChange } from '../../infra/replacement/resource-change';
import { UserError } from '../io/errors';
import { reviewChangeSet } from './review-change-set';
import { QueryApi, type QueryAnswer, type QueryRequest } from './testing/query-api';

let api: QueryApi | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

const names = { stackName: 'waffle-backend', changeSetName: 'tuesday' };
// Nobody checks them: the service is on this machine.
const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };

const review = async (answer: (request: QueryRequest) => QueryAnswer, replace: 'server'[] = []) => {
  api = await QueryApi.start(answer);
  const client = new CloudFormationClient({
    endpoint: api.endpoint,
    region: 'eu-central-1',
    credentials,
    maxAttempts: 1,
  });
  return reviewChangeSet({ client, ...names, replace });
};

/** Pages of changes, each leading to the next. */
const pages =
  (...contents: readonly (readonly Partial<ResourceChange>[])[]) =>
  ({ NextToken = '0' }: QueryRequest): QueryAnswer => ({
    result: {
      ChangeSetName: names.changeSetName,
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Changes: contents[Number(NextToken)]?.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
      NextToken: Number(NextToken) + 1 < contents.length ? Number(NextToken) + 1 : undefined,
    },
  });

const status = (Status: string, StatusReason?: string) => (): QueryAnswer => ({
  result: { ChangeSetName: names.changeSetName, Status, StatusReason },
});
const error = (code: string, message: string, httpStatus: number) => (): QueryAnswer => ({
  error: { code, message, status: httpStatus },
});

const known = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };

/** In a process of its own, whose environment decides where the SDK finds what it needs. */
const reviewInProcess = (variables: Readonly<Record<string, string>>): string => {
  const program = `
    const { CloudFormationClient } = require('@aws-sdk/client-cloudformation');
    const { reviewChangeSet } = require('./bin/aws/review-change-set');
    reviewChangeSet({ client: new CloudFormationClient({ maxAttempts: 1 }), stackName: 'a', changeSetName: 'b', replace: [] })
      .catch((error) => console.log(error.code, error.message));`;
  // Neither files nor the metadata of a machine give anything.
  const nothing = { HOME: path.join(tmpdir(), 'nobody'), AWS_EC2_METADATA_DISABLED: 'true' };
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', program], {
    cwd: path.join(__dirname, '../..'),
    env: { PATH: process.env['PATH'], ...nothing, ...variables },
    encoding: 'utf8',
    timeout: 30_000,
  });
  return stdout.trim();
};

const parameter = {
  Action: 'Modify',
  LogicalResourceId: 'Release',
  ResourceType: 'AWS::SSM::Parameter',
  Replacement: 'False',
};
const oldServer = {
  Action: 'Remove',
  LogicalResourceId: 'ServerA',
  PhysicalResourceId: 'i-0123456789abcdef0',
  ResourceType: 'AWS::EC2::Instance',
  PolicyAction: 'Delete',
};
const newServer = { Action: 'Add', LogicalResourceId: 'ServerB', ResourceType: 'AWS::EC2::Instance' };

test('it asks for the one change set, page by page', async () => {
  const { changes } = await review(pages([parameter], [parameter, parameter], [parameter]));
  expect(changes).toBe(4);
  expect(api?.requests).toMatchObject([
    { Action: 'DescribeChangeSet', StackName: 'waffle-backend', ChangeSetName: 'tuesday' },
    { NextToken: '1' },
    { NextToken: '2' },
  ]);
});

test('a page that leads to itself ends it', async () => {
  const again = { ...pages([parameter])({}) } as { result: object };
  await review(() => ({ result: { ...again.result, NextToken: 'again' } }));
  expect(api?.requests).toHaveLength(2);
});

test('what keeps server and database may be deployed', async () => {
  expect(await review(pages([parameter]))).toMatchObject({
    code: 0,
    refused: [],
    text: [
      'The change set tuesday changes 1 resource and keeps server and database.',
      'Deploy it: npx cdk deploy waffle-backend --method=execute-change-set --change-set-name tuesday',
    ].join('\n'),
  });
});

describe('a server under another logical id on another page', () => {
  const answer = pages([newServer], [parameter, oldServer]);

  test('is refused with the word that asks for it', async () => {
    const { code, text, refused } = await review(answer);
    expect(code).toBe(3);
    expect(refused).toMatchObject([{ what: 'server', logicalId: 'ServerA', outcome: 'replaced' }]);
    expect(text).toContain('the server ServerA (i-0123456789abcdef0) is replaced by a new one');
    expect(text).toContain('./bin/waffle plan --change-set tuesday --replace server');
  });

  test('is deployed where it is asked for', async () => {
    const { code, text, losses } = await review(answer, ['server']);
    expect(code).toBe(0);
    expect(losses).toHaveLength(1);
    expect(text).toContain('changes 3 resources; as asked, the server ServerA is replaced.');
  });
});

test('properties that replace come through with their causes', async () => {
  const database = {
    Action: 'Modify',
    LogicalResourceId: 'Database',
    ResourceType: 'AWS::RDS::DBInstance',
    Replacement: 'True',
    PolicyAction: 'ReplaceAndSnapshot',
    Details: [
      { Target: { Attribute: 'Properties', Name: 'MasterUsername', RequiresRecreation: 'Always' } },
      { Target: { Attribute: 'Tags', RequiresRecreation: 'Never' } },
    ],
  };
  const { losses } = await review(pages([database]));
  expect(losses).toMatchObject([{ causes: ['MasterUsername'], fate: 'kept as a snapshot' }]);
});

test.each([
  "The submitted information didn't contain changes. Submit different information to create a change set.",
  'No updates are to be performed.',
])('a failure without changes is none: %s', async (reason) => {
  expect(await review(status('FAILED', reason))).toMatchObject({
    code: 0,
    changes: 0,
    text: 'The change set tuesday changes nothing.',
  });
});

describe('what cannot be reviewed', () => {
  test.each([
    [
      'a change set that failed',
      status('FAILED', 'Template error: <Ref> & more'),
      1,
      'The change set tuesday has failed: Template error: <Ref> & more',
    ],
    [
      'one that is still made',
      status('CREATE_IN_PROGRESS'),
      1,
      'The change set tuesday is not ready (CREATE_IN_PROGRESS).',
    ],
    [
      'one that is not there',
      error('ChangeSetNotFound', 'ChangeSet [tuesday] does not exist', 404),
      1,
      'The stack waffle-backend has no change set tuesday.',
    ],
    [
      'a stack that is not there',
      error('ValidationError', 'Stack [waffle-backend] does not exist', 400),
      6,
      'There is no stack waffle-backend here.',
    ],
    [
      'old credentials',
      error('ExpiredToken', 'The security token included in the request is expired', 403),
      4,
      'AWS refuses these credentials: The security token included in the request is expired',
    ],
    [
      'credentials that may not',
      error('AccessDenied', 'not authorized to perform: cloudformation:DescribeChangeSet', 403),
      4,
      'These credentials may not do this: not authorized to perform: cloudformation:DescribeChangeSet',
    ],
  ])('%s', async (_, answer, code, message) => {
    const failure: unknown = await review(answer).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({ code, message, fix: expect.any(String) });
  });

  test('anything else is passed on as it is', async () => {
    await expect(review(error('InternalFailure', 'broken', 500))).rejects.not.toBeInstanceOf(UserError);
  });

  test.each([
    ['no credentials', { AWS_REGION: 'eu-central-1' }, '4 There are no AWS credentials.'],
    ['no region', {}, '2 No AWS region is chosen.'],
    [
      'no network',
      { ...known, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      '4 AWS cannot be reached: connect ECONNREFUSED 127.0.0.1:9',
    ],
  ])('%s, as the SDK finds it', (_, variables, expected) => {
    expect(reviewInProcess(variables)).toBe(expected);
  });
});
