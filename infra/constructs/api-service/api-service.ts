import { Duration, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { InvalidPropError } from '../props/invalid-prop-error';

export interface ApiServiceProps {
  /** Name of the service in its cluster. */
  readonly name: string;

  readonly cluster: ecs.ICluster;

  readonly taskDefinition: ecs.FargateTaskDefinition;

  /** Subnets of the tasks, in two zones or more. */
  readonly subnets: ec2.SubnetSelection;

  readonly securityGroup: ec2.ISecurityGroup;

  /** Behind the load balancer. */
  readonly targets: ApplicationTargetGroup;

  /**
   * Tasks that always run.
   *
   * @default 2 - one in each zone
   */
  readonly minTasks?: number;

  /**
   * Tasks that run at most.
   *
   * @default 6
   */
  readonly maxTasks?: number;

  /**
   * Requests a minute and task above which there will be more tasks.
   *
   * @default 3000
   */
  readonly requestsPerTask?: number;

  /** Names of alarms that take a rollout back when they ring during it. */
  readonly rollbackAlarms: readonly string[];

  /**
   * Whether `aws ecs execute-command` opens a shell in a task.
   *
   * @default false
   */
  readonly exec?: boolean;
}

const defaults = {
  minTasks: 2,
  maxTasks: 6,
  requestsPerTask: 3000,
  exec: false,
} as const satisfies Partial<ApiServiceProps>;

type Choices = ApiServiceProps & Required<Pick<ApiServiceProps, keyof typeof defaults>>;

/** Per cent of the CPU of all tasks, on average, above which there will be more of them. */
const busyPercent = 60;

/**
 * The API as a service of ECS on Fargate: new tasks are healthy before old ones go, a rollout that does not get there, or during which an
 * alarm rings, is taken back by ECS itself, and there are as many tasks as CPU and requests ask for. See the README.
 * @throws InvalidPropError for a most that is less than the least
 */
export class ApiService extends Construct {
  readonly service: ecs.FargateService;

  constructor(scope: Construct, id: string, props: ApiServiceProps) {
    super(scope, id);
    const choices = { ...defaults, ...props };
    refuseEmptyRange(this, choices);
    this.service = new ecs.FargateService(this, 'Service', {
      serviceName: props.name,
      cluster: props.cluster,
      taskDefinition: props.taskDefinition,
      vpcSubnets: props.subnets,
      securityGroups: [props.securityGroup],
      enableExecuteCommand: choices.exec,
      deploymentAlarms: {
        alarmNames: [...props.rollbackAlarms],
        behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM,
      },
      ...invariants,
    });
    if (choices.exec) acknowledgeExec(props.taskDefinition);
    props.targets.addTarget(this.service);
    this.scale(choices);
  }

  private scale({ minTasks, maxTasks, requestsPerTask, targets }: Choices) {
    const scaling = this.service.autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks });
    scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: busyPercent, ...cooldowns });
    scaling.scaleOnRequestCount('Requests', {
      requestsPerTarget: requestsPerTask,
      targetGroup: targets,
      ...cooldowns,
    });
  }
}

/** Quick to help, slow to save. */
const cooldowns = { scaleOutCooldown: Duration.minutes(1), scaleInCooldown: Duration.minutes(5) };

/** What no prop changes. The number of tasks is not in the template: it is the scaling's. */
const invariants = {
  minHealthyPercent: 100,
  maxHealthyPercent: 200,
  circuitBreaker: { rollback: true },
  healthCheckGracePeriod: Duration.seconds(60),
  assignPublicIp: false,
  platformVersion: ecs.FargatePlatformVersion.VERSION1_4,
  propagateTags: ecs.PropagatedTagSource.SERVICE,
  availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
};

const acknowledgeExec = ({ taskRole }: ecs.FargateTaskDefinition) => {
  Validations.of(taskRole).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'ECS Exec was asked for (ecsExec): ssmmessages:CreateControlChannel and the three beside it are known to IAM for all resources ' +
      'only, and open a channel from the task to Session Manager, no other.',
  });
};

const refuseEmptyRange = (
  construct: Construct,
  { minTasks, maxTasks }: { readonly minTasks: number; readonly maxTasks: number },
) => {
  if (minTasks >= 1 && maxTasks >= minTasks) return;
  throw new InvalidPropError(construct, {
    prop: 'maxTasks',
    got: maxTasks,
    reason: `the least (minTasks) is ${minTasks}`,
    allowed: 'minTasks from 1 on, and maxTasks from minTasks on',
    change: `maxTasks: ${Math.max(minTasks, defaults.maxTasks)}`,
  });
};
