import { type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as rds from 'aws-cdk-lib/aws-rds';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { AccountKind, RuleId } from '../../rules/rule';
import { database, server } from '../parts';

/** One trap as a CDK app would fall into it, and the same without it. */
export interface Trap {
  readonly id: RuleId;
  /** @default 'credit-paid' */
  readonly account?: AccountKind;
  readonly trips: (stack: Stack) => unknown;
  readonly avoids: (stack: Stack) => unknown;
  /** Other rules that the same lines trip. */
  readonly also?: readonly RuleId[];
}

export const micro = (architecture: string) => new ec2.InstanceType(`${architecture}.micro`);

export const serverWith =
  (props: Partial<ec2.InstanceProps>) =>
  (stack: Stack): ec2.Instance =>
    server(stack, props);

export const databaseWith =
  (props: Partial<rds.DatabaseInstanceProps>) =>
  (stack: Stack): rds.DatabaseInstance =>
    database(stack, props);

export const parameter = (tier: ssm.ParameterTier) => (stack: Stack) =>
  new ssm.StringParameter(stack, 'Parameter', { stringValue: 'value', tier });

/** Something that no checker minds, where the way around a trap is to leave it out. */
export const neutral = parameter(ssm.ParameterTier.STANDARD);
