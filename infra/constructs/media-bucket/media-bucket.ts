import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/**
 * A private bucket for uploaded pictures: over TLS alone, encrypted with S3's own key, which is free, without ACLs. It outlives its
 * stack, whatever takes it out of it: pictures are what users have entrusted. See the README.
 */
export class MediaBucket extends Construct {
  /** As CloudFormation chooses it: names of buckets are of the whole world. */
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const bucket = new s3.Bucket(this, 'Resource', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Parts of what was never finished are billed and shown nowhere.
      lifecycleRules: [
        { id: 'unfinished', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        // Dumps of a move hold all that the database holds, and are of use until the move is confirmed.
        { id: 'dumps', prefix: 'move/', expiration: Duration.days(30) },
      ],
      // A first deploy that fails takes the empty bucket away again.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Server access logs would say which picture was fetched when, want a second bucket, and are billed as long as they are ' +
        'kept. Only the server reads this bucket.',
    });
    this.name = bucket.bucketName;
    this.arn = bucket.bucketArn;
  }
}
