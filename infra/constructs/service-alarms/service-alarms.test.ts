import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { metric, ServiceAlarms } from './service-alarms';

const watched = [
  {
    name: 'full',
    meaning: 'The disk is full',
    metric: metric('AWS/RDS', 'FreeStorageSpace', 'Minimum', { DBInstanceIdentifier: 'one' }),
    threshold: 5,
    rings: 'below',
    periods: 3,
  },
] as const;

const alarmsWith = (email?: string) => {
  const stack = createTestStack();
  new ServiceAlarms(stack, 'Alarms', { name: 'my-api', watched, email });
  return resourcesOf(Template.fromStack(stack));
};

test('each alarm says what to think of, and silence is no reason to ring', () => {
  expect(onlyResource(alarmsWith(), 'AWS::CloudWatch::Alarm').properties).toMatchObject({
    AlarmName: 'my-api-full',
    AlarmDescription: 'The disk is full',
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: 3,
    Period: 60,
    TreatMissingData: 'notBreaching',
  });
});

test('it writes to whom it is told to, when it rings and when it stops', () => {
  const resources = alarmsWith('you@example.com');
  const topic = { Ref: onlyResource(resources, 'AWS::SNS::Topic').logicalId };
  expect(onlyResource(resources, 'AWS::CloudWatch::Alarm').properties).toMatchObject({
    AlarmActions: [topic],
    OKActions: [topic],
  });
  expect(onlyResource(resources, 'AWS::SNS::Subscription').properties).toMatchObject({
    Protocol: 'email',
    Endpoint: 'you@example.com',
  });
});
