import { Aws, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ScheduledCalls, type RetryPolicy } from './scheduled-calls';

export interface StackExpiryProps {
  /** When the stack is deleted, with all that is in it. `endOfLife` counts it from a deploy. */
  readonly at: Date;
}

/**
 * Long enough for an error that passes. Not longer: a deploy that is running at this moment makes the deletion fail and sets a
 * later time, and the old one must not come back after it.
 */
const retry: RetryPolicy = { attempts: 3, within: Duration.minutes(5) };

/**
 * Deletes the stack that it is in, once, at a given time. The stack is named by its full id, so that a namesake created later is
 * safe. The schedule's role may only ask for the deletion: CloudFormation carries it out as the role that the stack was deployed with, which
 * is not part of it. See docs/decisions/stack-expiry.md.
 */
export class StackExpiry extends Construct {
  constructor(scope: Construct, id: string, { at }: StackExpiryProps) {
    super(scope, id);
    const calls = new ScheduledCalls(this, 'Calls', {
      purpose: 'Asks CloudFormation to delete this one stack',
      permissions: [{ actions: ['cloudformation:DeleteStack'], resource: Aws.STACK_ID }],
    });
    calls.add('DeleteStack', {
      description: 'Deletes the stack that this schedule is part of, once',
      // Without milliseconds and zone, which follows.
      expression: `at(${at.toISOString().slice(0, 19)})`,
      timeZone: 'UTC',
      api: 'cloudformation:deleteStack',
      input: JSON.stringify({ StackName: Aws.STACK_ID }),
      retry,
    });
  }
}
