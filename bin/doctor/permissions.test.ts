import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { allActions } from './permissions';

/** Operations whose action has another name (service authorization reference, S3 and Budgets, read 2026-11-22). */
const actionOf: Readonly<Record<string, string>> = {
  'budgets:DescribeBudgets': 'budgets:ViewBudget',
  // CloudWatch signs its requests with its first name.
  'monitoring:DescribeAlarms': 'cloudwatch:DescribeAlarms',
  // And s3:GetObject of what is copied.
  's3:CopyObject': 's3:PutObject',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:HeadObject': 's3:GetObject',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:ListObjectsV2': 's3:ListBucket',
  // The beginning and the end of an upload in parts, which the emulator calls so.
  's3:PostObject': 's3:PutObject',
  's3:UploadPart': 's3:PutObject',
};
/** Whoever has credentials may. */
const free = 'sts:GetCallerIdentity';

test('what the recorded story asked of AWS is in the policy', () => {
  const file = path.join(__dirname, '../../results/story/operations.json');
  const asked = (JSON.parse(readFileSync(file, 'utf8')) as string[]).filter((name) => name !== free);
  const missing = asked.map((name) => actionOf[name] ?? name).filter((name) => !allActions.includes(name));
  expect(asked.length).toBeGreaterThan(50);
  expect(missing).toEqual([]);
});
