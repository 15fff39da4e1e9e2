import { Duration, Validations } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { container } from '../../../contract';
import { handOverScript } from './hand-over-script';
import { memoryOf, type TaskCpu } from './task-sizes';

export interface ApiTaskProps {
  /** Family of the task definition: its revisions are counted under this name. */
  readonly name: string;

  readonly repository: ecr.IRepository;

  /** Tag of the image: the id of a release. */
  readonly imageTag: string;

  /** What Node runs in the folder of the release, such as `['app/server.cjs']`. */
  readonly command: readonly string[];

  /** Everything that is no secret. */
  readonly environment: Readonly<Record<string, string>>;

  /** Names of SSM SecureStrings, by the name of the file below `secretsDirectory` that the command reads. */
  readonly secrets: Readonly<Record<string, string>>;

  readonly logGroup: ILogGroup;

  /**
   * 1024 is one vCPU. The memory is the least that Fargate gives with it, 2 MiB for each.
   *
   * @default 256
   */
  readonly cpu?: TaskCpu;

  /**
   * TCP port that the command listens on, and the path that it answers while it lives.
   *
   * @default - it listens on nothing: it does its work and ends
   */
  readonly listens?: { readonly port: number; readonly path: string };
}

/** Where the command finds its secrets, one file each. */
export const secretsDirectory = '/run/secrets';

/** Longer than the API takes to end the requests that are under way. */
const stopSeconds = 60;

/**
 * The image of a release with one of its commands, as a task for Fargate: not root, on a file system that it cannot write, without
 * capabilities, with its secrets in files that a container before it has written and nobody else sees. See the README.
 */
export class ApiTask extends Construct {
  readonly definition: ecs.FargateTaskDefinition;

  constructor(scope: Construct, id: string, props: ApiTaskProps) {
    super(scope, id);
    const { name, cpu = 256 } = props;
    this.definition = new ecs.FargateTaskDefinition(this, 'Definition', {
      family: name,
      cpu,
      memoryLimitMiB: memoryOf(cpu),
      volumes: [{ name: 'secrets' }, { name: 'tmp' }],
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.X86_64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    const image = ecs.ContainerImage.fromEcrRepository(props.repository, props.imageTag);
    const handOver = this.addHandOver(image, props);
    const main = this.addMain(image, props);
    main.addContainerDependencies({
      container: handOver,
      condition: ecs.ContainerDependencyCondition.SUCCESS,
    });
    acknowledge(this.definition);
  }

  /** Its environment has the secrets, and ends with it: the API reads files, as everywhere. */
  private addHandOver(image: ecs.ContainerImage, { secrets, logGroup }: ApiTaskProps) {
    const variables = Object.keys(secrets).map((file) => [file, variableOf(file)] as const);
    const added = this.definition.addContainer('secrets', {
      ...confined(this, 'secrets'),
      image,
      essential: false,
      // A volume of Fargate is root's. It has no capability, and writes nothing else.
      user: '0',
      entryPoint: [container.node, '-e', handOverScript],
      command: variables.map(([file, variable]) => `${secretsDirectory}/${file}=${variable}`),
      secrets: Object.fromEntries(
        variables.map(([file, variable]) => [variable, secretOf(this, file, secrets[file] ?? '')]),
      ),
      logging: logTo(logGroup, 'secrets'),
    });
    added.addMountPoints(mount('secrets', secretsDirectory), mount('tmp', '/tmp'));
    return added;
  }

  private addMain(image: ecs.ContainerImage, { command, environment, logGroup, listens }: ApiTaskProps) {
    const added = this.definition.addContainer('api', {
      ...confined(this, 'api'),
      image,
      user: container.user,
      entryPoint: [container.node],
      command: [...command],
      environment: { ...environment },
      stopTimeout: Duration.seconds(stopSeconds),
      logging: logTo(logGroup, 'api'),
      ...(listens && {
        portMappings: [{ containerPort: listens.port }],
        healthCheck: {
          command: ['CMD', container.node, '-e', healthScript(listens)],
          interval: Duration.seconds(10),
          timeout: Duration.seconds(5),
          retries: 3,
          startPeriod: Duration.seconds(30),
        },
      }),
    });
    added.addMountPoints(mount('secrets', secretsDirectory, true), mount('tmp', '/tmp'));
    return added;
  }
}

/** Read-only, with an init process that reaps and passes signals on, and without capabilities. */
const confined = (scope: Construct, name: string) => {
  const linuxParameters = new ecs.LinuxParameters(scope, `Linux-${name}`, { initProcessEnabled: true });
  linuxParameters.dropCapabilities(ecs.Capability.ALL);
  return { readonlyRootFilesystem: true, linuxParameters };
};

const mount = (sourceVolume: string, containerPath: string, readOnly = false): ecs.MountPoint => ({
  sourceVolume,
  containerPath,
  readOnly,
});

const logTo = (logGroup: ILogGroup, streamPrefix: string) =>
  // Rather a lost line than an API that waits for its log.
  ecs.LogDrivers.awsLogs({ logGroup, streamPrefix, mode: ecs.AwsLogDriverMode.NON_BLOCKING });

/** `database-password` comes as `DATABASE_PASSWORD`. */
const variableOf = (file: string) => file.toUpperCase().replaceAll('-', '_');

const secretOf = (scope: Construct, file: string, parameterName: string) =>
  ecs.Secret.fromSsmParameter(
    StringParameter.fromSecureStringParameterAttributes(scope, `Secret-${file}`, { parameterName }),
  );

const healthScript = ({ port, path }: NonNullable<ApiTaskProps['listens']>) =>
  `fetch('http://127.0.0.1:${port}${path}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;

const acknowledge = (definition: ecs.FargateTaskDefinition) => {
  Validations.of(definition).acknowledge({
    id: 'AwsSolutions::AwsSolutions-ECS2',
    reason:
      'What is in the environment are names, addresses and ports, which the template may show. The secrets are references to ' +
      'SecureStrings, and reach the API as files.',
  });
  if (definition.executionRole === undefined) return;
  Validations.of(definition.executionRole).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'ecr:GetAuthorizationToken alone, which IAM knows for all registries only. Images are pulled from one repository, and logs ' +
      'written to one group.',
  });
};
