import { describe, expect, test } from '@jest/globals';
import type { Evidence, Item } from './kind';
import { kinds } from './kinds';
import { resourceKey, whose } from './whose';

const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/waffle-backend/1';
const database = 'waffle-backend-databaseinstanceaa8a5fde-abcdef123456';
const evidence: Evidence = {
  projectName: 'waffle-backend',
  stackNames: ['waffle-backend', 'waffle-backend-budget'],
  stacks: [],
  stackIds: new Set([stackId]),
  resources: new Set([
    resourceKey('AWS::Budgets::Budget', 'BudgetResource-1'),
    resourceKey('AWS::EC2::Volume', 'vol-1'),
  ]),
  templates: [],
};

const ownerOf = (kindId: string, item: Item) => {
  const kind = kinds.find(({ id }) => id === kindId);
  if (kind === undefined) throw new Error(`There is no kind ${kindId}.`);
  return whose(item, kind, evidence).owner;
};

describe('by tags', () => {
  test.each([
    ['ours', { project: 'waffle-backend' }],
    ['ours', { 'aws:cloudformation:stack-name': 'waffle-backend' }],
    ['ours', { 'aws:cloudformation:stack-name': 'waffle-backend-budget' }],
    ['ours', { 'aws:cloudformation:stack-id': stackId }],
    ['stranger', {}],
    ['stranger', { project: 'waffle-backend-2' }],
    ['stranger', { project: 'waffle' }],
    ['stranger', { Name: 'waffle-backend-server' }],
    ['stranger', { 'aws:cloudformation:stack-name': 'waffle-backend-2' }],
    // Another stack with our tag: CloudFormation's own word counts.
    ['stranger', { 'aws:cloudformation:stack-name': 'other', project: 'waffle-backend' }],
  ])('%s: %j', (owner, tags) => {
    expect(ownerOf('ec2-instance', { id: 'i-1', tags })).toBe(owner);
  });
});

describe('by the list of what our stacks have made', () => {
  test.each([
    ['ours', 'budget', { id: 'BudgetResource-1' }],
    ['stranger', 'budget', { id: 'BudgetResource-2' }],
    // The same id among another type is another thing.
    ['stranger', 'iam-role', { id: 'BudgetResource-1' }],
    ['ours', 'ebs-snapshot', { id: 'snap-1', of: { type: 'AWS::EC2::Volume', id: 'vol-1' } }],
    ['stranger', 'ebs-snapshot', { id: 'snap-1', of: { type: 'AWS::EC2::Volume', id: 'vol-2' } }],
  ])('%s: %s %j', (owner, kind, item) => {
    expect(ownerOf(kind, item)).toBe(owner);
  });
});

describe('by a name', () => {
  const of = (id: string) => ({ of: { type: 'AWS::RDS::DBInstance', id } });

  test.each([
    ['ours', 'ssm-parameter', { id: '/waffle-backend/database/password' }],
    ['stranger', 'ssm-parameter', { id: '/waffle-backend2/database/password' }],
    ['stranger', 'ssm-parameter', { id: '/waffle-backend-2/database/password' }],
    ['stranger', 'ssm-parameter', { id: '/other/waffle-backend/x' }],
    ['ours', 's3-release', { id: 'waffle-backend/releases/1.tar.gz' }],
    ['stranger', 's3-release', { id: 'waffle-backend-2/releases/1.tar.gz' }],
    ['ours', 'rds-snapshot', { id: 'waffle-backend-snapshot-databaseinstanceaa8a5fde-abcdef123456' }],
    ['ours', 'rds-snapshot', { id: 'waffle-backend-final-20261121t101500z' }],
    ['ours', 'rds-snapshot', { id: 'before-the-exam', ...of(database) }],
    ['stranger', 'rds-snapshot', { id: 'waffle-backend-2-snapshot-databaseinstanceaa8a5fde-abcdef123456' }],
    ['stranger', 'rds-snapshot', { id: 'waffle-backend-friday' }],
    ['ours', 'rds-automated-backup', { id: 'db-1', ...of(database) }],
    ['stranger', 'rds-automated-backup', { id: 'db-1', ...of(`x${database}`) }],
    ['ours', 'log-group', { id: `/aws/rds/instance/${database}/slowquery`, ...of(database) }],
    ['stranger', 'log-group', { id: '/aws/rds/instance/waffle-backend/slowquery', ...of('waffle-backend') }],
    ['stranger', 'iam-role', { id: 'waffle-backend-server-old' }],
    ['stranger', 'key-pair', { id: 'waffle-backend' }],
    ['stranger', 's3-bucket', { id: 'waffle-backend-uploads' }],
  ])('%s: %s %j', (owner, kind, item) => {
    expect(ownerOf(kind, item)).toBe(owner);
  });
});

test('what the projects of an account share is never ours', () => {
  expect(
    ownerOf('log-group', { id: 'RDSOSMetrics', isShared: true, tags: { project: 'waffle-backend' } }),
  ).toBe('shared');
});
