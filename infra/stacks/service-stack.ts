import { ReferenceStrength, Stack } from 'aws-cdk-lib';
import { DEFAULT_CROSS_STACK_REFERENCES } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import {
  container,
  httpPaths,
  parameterName,
  parameters,
  releaseFiles,
  resourceNames,
  scaleOutParameters,
} from '../../contract';
import { ApiService } from '../constructs/api-service/api-service';
import { ApiTask } from '../constructs/api-task/api-task';
import { alarmName } from '../constructs/service-alarms/service-alarms';
import { apiEnvironment, imageTagOf } from './api-environment';
import { writeOutputs } from './outputs';
import type { ScaleOutSettings, ScaleOutStack } from './scale-out-stack';
import { rollbackAlarms } from './watched';

export interface ServiceStackProps {
  readonly settings: ScaleOutSettings;
  readonly releaseArchiveFile: string;
  /** What the service stands on. */
  readonly base: ScaleOutStack;
}

/** What a release changes: the service, and the task definition with its image. It holds nothing that is lost with it. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, props: ServiceStackProps) {
    const { settings, base } = props;
    const { projectName } = settings;
    super(scope, resourceNames(projectName).serviceStack, {
      description: 'Express + Prisma API on ECS Fargate: the service that runs a release',
      tags: { ...settings.tags, project: projectName },
      ...(settings.region === undefined ? {} : { env: { region: settings.region } }),
    });
    // By exports: neither cfn-lint 1.51 nor moto 5.1 knows Fn::GetStackOutput, which CDK would take, and what the service stands on must
    // not be changed under it.
    this.node.setContext(DEFAULT_CROSS_STACK_REFERENCES, ReferenceStrength.STRONG);
    this.addStackDependency(base, 'The service runs on what that one makes.');
    const imageTag = imageTagOf(props);
    const secret = (name: string) => parameterName(projectName, name);
    const task = new ApiTask(this, 'Task', {
      name: projectName,
      repository: base.images.repository,
      imageTag,
      command: [releaseFiles.server],
      environment: apiEnvironment({
        settings,
        database: base.database,
        cache: base.cache,
        mediaBucket: base.media.name,
      }),
      secrets: {
        'database-password': secret(parameters.databasePassword),
        'jwt-secret': secret(parameters.jwtSecret),
        'redis-password': secret(scaleOutParameters.cachePassword),
      },
      logGroup: base.logGroup,
      cpu: settings.taskCpu,
      listens: { port: container.port, path: httpPaths.liveness },
    });
    task.definition.taskRole.addManagedPolicy(base.pictureRights);
    new ApiService(this, 'Api', {
      name: projectName,
      cluster: base.cluster,
      taskDefinition: task.definition,
      subnets: base.network.taskSubnets,
      securityGroup: base.groups.tasks,
      targets: base.balancer.targets,
      minTasks: settings.minTasks,
      maxTasks: settings.maxTasks,
      requestsPerTask: settings.requestsPerTask,
      rollbackAlarms: rollbackAlarms.map((name) => alarmName(projectName, name)),
      exec: settings.ecsExec === 'on',
    });
    writeOutputs(this, { releaseId: imageTag, cluster: projectName });
  }
}
