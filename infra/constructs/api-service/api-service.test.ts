import { expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { SettingsError } from '../../config/settings-error';
import { scaleOut } from '../../testing/setting-variants';
import { createTestStacks, onlyResource, resourcesOf } from '../../testing/synthesize';

const serviceOf = (settings: Readonly<Record<string, unknown>> = {}) => {
  const { serviceStack } = createTestStacks({ ...scaleOut, ...settings });
  if (serviceStack === undefined) throw new Error('There is no stack of the service.');
  return resourcesOf(Template.fromStack(serviceStack));
};

const resources = serviceOf();

test('a rollout keeps what serves until the new tasks are ready, and goes back by itself', () => {
  expect(onlyResource(resources, 'AWS::ECS::Service').properties).toMatchObject({
    LaunchType: 'FARGATE',
    DeploymentConfiguration: {
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      Alarms: { AlarmNames: ['waffle-backend-server-errors'], Enable: true, Rollback: true },
    },
    NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
    EnableExecuteCommand: false,
  });
});

test('how many tasks there are is not the template’s to say, but that of CPU and requests', () => {
  expect(onlyResource(resources, 'AWS::ECS::Service').properties).not.toHaveProperty('DesiredCount');
  expect(onlyResource(resources, 'AWS::ApplicationAutoScaling::ScalableTarget').properties).toMatchObject({
    MinCapacity: 2,
    MaxCapacity: 6,
  });
  const policies = Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::ApplicationAutoScaling::ScalingPolicy'
      ? [Properties?.['TargetTrackingScalingPolicyConfiguration']]
      : [],
  );
  expect(policies).toMatchObject([
    {
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      TargetValue: 60,
    },
    {
      PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget' },
      TargetValue: 3000,
    },
  ]);
});

test('a shell in a task is there on request only', () => {
  expect(onlyResource(serviceOf({ ecsExec: 'on' }), 'AWS::ECS::Service').properties).toMatchObject({
    EnableExecuteCommand: true,
  });
});

test('fewer at most than at least is refused', () => {
  expect(() => serviceOf({ minTasks: 8 })).toThrow(SettingsError);
});
