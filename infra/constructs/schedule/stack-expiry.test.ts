import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { StackExpiry } from './stack-expiry';

const synthesizeExpiry = () => {
  const stack = createTestStack();
  new StackExpiry(stack, 'Expiry', { at: new Date('2026-11-22T19:00:00Z') });
  return resourcesOf(Template.fromStack(stack));
};

const schedule = () => onlyResource(synthesizeExpiry(), 'AWS::Scheduler::Schedule').properties;

test('it deletes its own stack by its full id, once', () => {
  expect(schedule()).toMatchObject({
    ScheduleExpression: 'at(2026-11-22T19:00:00)',
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Input: { 'Fn::Join': ['', ['{"StackName":"', { Ref: 'AWS::StackId' }, '"}']] } },
  });
  expect(JSON.stringify(schedule())).toContain(':scheduler:::aws-sdk:cloudformation:deleteStack"');
});

test('its role may ask for that and nothing else', () => {
  const role = onlyResource(synthesizeExpiry(), 'AWS::IAM::Role').properties;
  expect(role['Policies']).toMatchObject([
    {
      PolicyDocument: {
        Statement: [
          { Action: 'cloudformation:DeleteStack', Effect: 'Allow', Resource: { Ref: 'AWS::StackId' } },
        ],
      },
    },
  ]);
  expect(role).not.toHaveProperty('ManagedPolicyArns');
});

test('a deploy that runs at that moment is not overtaken later', () => {
  expect(schedule()).toMatchObject({
    Target: { RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 300 } },
  });
});
