import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimateCost } from './cost/estimate-cost';
import { chargesByType } from './cost/service-charges';
import { checkStacks } from './guard/check-stacks';
import { accountKinds } from './rules/rule';
import { viewStack, type Template } from './template/template-view';
import { today } from './testing/guarded';

/** Properties that prices and rules read, with what a template may really hold there, and with anything else. */
const names = [
  'AllocatedStorage',
  'BlockDeviceMappings',
  'DBInstanceClass',
  'EngineVersion',
  'Engine',
  'ImageId',
  'InstanceId',
  'InstanceType',
  'Iops',
  'LaunchTemplate',
  'MaxSize',
  'Monitoring',
  'MultiAZ',
  'NetworkInterfaces',
  'RetentionInDays',
  'StorageType',
  'SubnetId',
  'SubnetIds',
  'VolumeType',
  'Budget',
];

const intrinsic = fc.oneof(
  fc.constantFrom({ Ref: 'A' }, { Ref: 'Parameter' }, { Ref: 'AWS::Region' }, { 'Fn::GetAtt': ['B', 'Arn'] }),
  fc.constantFrom(
    { 'Fn::If': ['C', 't3.micro', { Ref: 'AWS::NoValue' }] },
    { 'Fn::GetAtt': 'B.Arn' },
    { 'Fn::Sub': '${A}' },
  ),
);

const value = fc.oneof(intrinsic, fc.jsonValue({ maxDepth: 2 }), fc.array(intrinsic, { maxLength: 2 }));

const resource = fc.record({
  Type: fc.oneof(fc.constantFrom(...chargesByType.keys()), fc.string()),
  Properties: fc.dictionary(fc.constantFrom(...names), value),
  DeletionPolicy: fc.constantFrom('Delete', 'Retain', 'Snapshot'),
});

const anyTemplate = fc.record({
  Parameters: fc.constant({ Parameter: { Type: 'String', Default: 't3.micro' } }),
  Resources: fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), resource),
});

test('whatever a template holds, it is priced and judged without an error, in amounts that are numbers', () => {
  fc.assert(
    fc.property(anyTemplate, fc.constantFrom(...accountKinds), (template, account) => {
      const stacks = [viewStack({ name: 'Stack', template: template as Template })];
      const { monthlyUsd, possibleUsd } = estimateCost(stacks, { date: today });
      checkStacks(stacks, [], { account, date: today });
      expect([monthlyUsd, possibleUsd].every((usd) => Number.isFinite(usd) && usd >= 0)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
