import { Aws, type Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

export interface ScheduledCallsProps {
  /** What the role is for; in the description of the role. */
  readonly purpose: string;

  /** All that the calls may do: IAM actions, each on the resources given with them. */
  readonly permissions: readonly { readonly actions: readonly string[]; readonly resource: string }[];
}

export interface ScheduledCall {
  /** What it does and when; shown in the list of schedules. */
  readonly description: string;
  /** `cron(…)` or `at(…)`. */
  readonly expression: string;
  /** Time zone of the expression (IANA). */
  readonly timeZone: string;
  /** Service and operation as in the AWS SDK for Java 2, such as `ec2:stopInstances`. */
  readonly api: string;
  /** Arguments of the operation, as JSON. Their names too are those of the SDK for Java 2: `DbInstanceIdentifier`. */
  readonly input: string;
  readonly retry: RetryPolicy;
}

/** Scheduler cannot tell an error that passes from one that stays: it repeats them all, at growing intervals. */
export interface RetryPolicy {
  readonly attempts: number;
  /** After this nothing is repeated; at least a minute. */
  readonly within: Duration;
}

/**
 * EventBridge schedules that call AWS as a role of their own. The role can be assumed by the schedules of this group only, and does just
 * what is given here.
 */
export class ScheduledCalls extends Construct {
  private readonly group: CfnScheduleGroup;
  private readonly role: iam.Role;

  constructor(scope: Construct, id: string, { purpose, permissions }: ScheduledCallsProps) {
    super(scope, id);
    this.group = new CfnScheduleGroup(this, 'Group');
    const statements = permissions.map(
      ({ actions, resource }) => new iam.PolicyStatement({ actions: [...actions], resources: [resource] }),
    );
    this.role = new iam.Role(this, 'Role', {
      description: purpose,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        // Scheduler names the group as the source, not the schedule (EventBridge Scheduler User Guide, since 2023-09-07).
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': this.group.attrArn },
        },
      }),
      inlinePolicies: { Calls: new iam.PolicyDocument({ statements }) },
    });
  }

  add(id: string, { description, expression, timeZone, api, input, retry }: ScheduledCall) {
    new CfnSchedule(this, id, {
      description,
      groupName: this.group.ref,
      scheduleExpression: expression,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: `arn:${Aws.PARTITION}:scheduler:::aws-sdk:${api}`,
        roleArn: this.role.roleArn,
        input,
        retryPolicy: {
          maximumRetryAttempts: retry.attempts,
          maximumEventAgeInSeconds: retry.within.toSeconds(),
        },
      },
    });
  }
}
