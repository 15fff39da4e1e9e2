import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { MediaBucket } from './media-bucket';

export const stack = new Stack(new App(), 'example');

const bucket = new MediaBucket(stack, 'Media');

new CfnOutput(stack, 'MediaBucketName', { value: bucket.name });
