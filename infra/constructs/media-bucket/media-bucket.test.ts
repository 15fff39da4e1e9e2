import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { MediaBucket } from './media-bucket';

const synthesizeBucket = () => {
  const stack = createTestStack();
  new MediaBucket(stack, 'Media');
  return resourcesOf(Template.fromStack(stack));
};
const bucket = () => onlyResource(synthesizeBucket(), 'AWS::S3::Bucket');

test('nobody else sees what is in it, or owns any of it', () => {
  expect(bucket().properties).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
});

test('it is encrypted by a key that costs nothing', () => {
  expect(bucket().properties).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  });
});

test('whoever comes without TLS, or with an old one, is refused', () => {
  const { PolicyDocument } = onlyResource(synthesizeBucket(), 'AWS::S3::BucketPolicy').properties;
  expect((PolicyDocument as { Statement: unknown[] }).Statement).toMatchObject([
    { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    { Effect: 'Deny', Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
  ]);
});

test('what was never finished goes after a day, dumps of a move after 30, and pictures stay for good', () => {
  const { LifecycleConfiguration, VersioningConfiguration } = bucket().properties;
  expect(LifecycleConfiguration).toEqual({
    Rules: [
      { Id: 'unfinished', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      { Id: 'dumps', Status: 'Enabled', Prefix: 'move/', ExpirationInDays: 30 },
    ],
  });
  expect(VersioningConfiguration).toBeUndefined();
});

test('it has no name of ours, and outlives its stack', () => {
  const { logicalId, properties } = bucket();
  expect(properties).not.toHaveProperty('BucketName');
  expect(synthesizeBucket()[logicalId]).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});
