import type { Stack } from 'aws-cdk-lib';
import { CfnResource, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource } from '../../testing/synthesize';
import { InvalidPropError } from './invalid-prop-error';
import { recordOptOut } from './opt-out';

const reason = 'the demonstration needs two zones for a day';

const resourceIn = (stack: Stack) => new CfnResource(stack, 'Thing', { type: 'Custom::Thing' });

const acknowledgedOn = (resource: CfnResource) =>
  resource.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .map(({ data }) => data as unknown);

test('the reasons stand in the template beside what they excuse', () => {
  const stack = createTestStack();
  const resource = resourceIn(stack);
  expect(recordOptOut(resource, { prop: 'multiAz', optOut: { reason } })).toBe(true);
  recordOptOut(resource, { prop: 'other', optOut: { reason: ` ${reason} ` } });
  const { logicalId } = onlyResource(Template.fromStack(stack).toJSON()['Resources'], 'Custom::Thing');
  expect(Template.fromStack(stack).toJSON()['Resources'][logicalId].Metadata).toEqual({
    OptOuts: { multiAz: reason, other: reason },
  });
});

test('the rules that would report it are acknowledged with the reason', () => {
  const resource = resourceIn(createTestStack());
  recordOptOut(resource, { prop: 'multiAz', optOut: { reason }, rules: ['AwsSolutions::AwsSolutions-RDS3'] });
  expect(acknowledgedOn(resource)).toEqual([{ 'AwsSolutions::AwsSolutions-RDS3': reason }]);
});

test('without an opt-out nothing is recorded', () => {
  const resource = resourceIn(createTestStack());
  expect(recordOptOut(resource, { prop: 'multiAz', optOut: undefined, rules: ['any'] })).toBe(false);
  expect(acknowledgedOn(resource)).toEqual([]);
});

test.each(['', '   ', 'because', 'so be', '- - - - -'])('%j is no reason', (text) => {
  const optOut = () =>
    recordOptOut(resourceIn(createTestStack()), { prop: 'multiAz', optOut: { reason: text } });
  expect(optOut).toThrow(InvalidPropError);
  expect(optOut).toThrow(`test/Thing: multiAz.reason is ${JSON.stringify(text.trim())}: it does not say why`);
});
