import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** One thing that somebody should look at. */
export interface Watched {
  /** Ends the name of the alarm, after that of the project: `server-errors`. */
  readonly name: string;
  /** What to think of when it rings. */
  readonly meaning: string;
  readonly metric: cloudwatch.Metric;
  readonly threshold: number;
  /** @default 'above' */
  readonly rings?: 'above' | 'below';
  /** Periods of the metric that it has to last. */
  readonly periods: number;
}

export interface ServiceAlarmsProps {
  /** Begins the names of the alarms. */
  readonly name: string;

  readonly watched: readonly Watched[];

  /**
   * Who gets a mail when one rings and when it stops. AWS asks the address for its consent first.
   *
   * @default - they are seen in the console, and take rollouts back
   */
  readonly email?: string | undefined;
}

/** Alarms over what the users would notice, and over what runs out before they do. Ten are always free. See the README. */
export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string, { name, watched, email }: ServiceAlarmsProps) {
    super(scope, id);
    const actions = email === undefined ? [] : [new SnsAction(this.createTopic(email))];
    for (const each of watched) {
      const alarm = new cloudwatch.Alarm(this, each.name, {
        alarmName: alarmName(name, each.name),
        alarmDescription: each.meaning,
        metric: each.metric,
        threshold: each.threshold,
        evaluationPeriods: each.periods,
        comparisonOperator: operators[each.rings ?? 'above'],
        // Nothing happens is no reason to ring.
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
    }
  }

  private createTopic(email: string): sns.Topic {
    const topic = new sns.Topic(this, 'Topic', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}

/** By which others refer to it: it is known before the alarm is made. */
export const alarmName = (project: string, name: string) => `${project}-${name}`;

const operators = {
  above: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  below: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

/** A metric of AWS, every minute. */
export const metric = (
  namespace: string,
  metricName: string,
  statistic: string,
  dimensionsMap: Record<string, string>,
) => new cloudwatch.Metric({ namespace, metricName, statistic, dimensionsMap, period: Duration.minutes(1) });
