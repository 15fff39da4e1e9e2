import { expect, test } from '@jest/globals';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import cdkJson from '../cdk.json';

/** Where we leave what CDK recommends, and why. */
const deviations = {
  // It would make a Lambda function and a role to empty a security group that nothing uses.
  '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': false,
  // Warnings stop a synthesis too, as `strict` does on the command line: there are none here, and none are to come.
  '@aws-cdk/core:strictCfnValidateErrors': true,
};

test('the feature flags are the recommended ones of the installed CDK', () => {
  const flags = Object.entries(cdkJson.context).filter(([key]) => key.startsWith('@aws-cdk'));
  expect(Object.fromEntries(flags)).toEqual({ ...recommendedFlags, ...deviations });
});

test('what CloudFormation would refuse stops the synthesis', () => {
  expect(cdkJson.context).toHaveProperty(['@aws-cdk/core:validateAgainstDefaultRules'], true);
});

test('nothing is reported to anybody and nothing is fetched', () => {
  expect(cdkJson).toMatchObject({ versionReporting: false, notices: false });
  expect(cdkJson.context).toHaveProperty(['cli-telemetry'], false);
});
