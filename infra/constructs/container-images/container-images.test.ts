import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { ContainerImages } from './container-images';

const imagesIn = (keep?: number) => {
  const stack = createTestStack();
  new ContainerImages(stack, 'Images', { name: 'my-api', ...(keep !== undefined && { keep }) });
  return onlyResource(resourcesOf(Template.fromStack(stack)), 'AWS::ECR::Repository').properties;
};

test('a tag never means another image, and images go with the stack', () => {
  expect(imagesIn()).toMatchObject({
    RepositoryName: 'my-api',
    ImageTagMutability: 'IMMUTABLE',
    ImageScanningConfiguration: { ScanOnPush: true },
    EmptyOnDelete: true,
  });
});

test('as many are kept as asked for, and none that was not finished', () => {
  const { rules } = JSON.parse(
    (imagesIn(7)['LifecyclePolicy'] as { LifecyclePolicyText: string }).LifecyclePolicyText,
  );
  expect(rules).toMatchObject([
    { selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 1 } },
    { selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 7 } },
  ]);
});

test.each([0, 1.5, 1001])('%s is no number of images to keep', (keep) => {
  expect(() => imagesIn(keep)).toThrow(`test/Images: keep is ${keep}: `);
});
