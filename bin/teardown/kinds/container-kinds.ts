import {
  DeleteRepositoryCommand,
  ECRClient,
  ListTagsForResourceCommand,
  paginateDescribeImages,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import {
  DeleteClusterCommand,
  DeleteServiceCommand,
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  paginateListClusters,
  paginateListServices,
  paginateListTaskDefinitions,
  paginateListTasks,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { resourceNames } from '../../../contract';
import { hoursPerMonth } from '../../../infra/free-tier/price-list';
import { formatBytes } from '../../io/format';
import { type Ask, type Charge, collect, type Item, type Kind, type Tags, toTags, unlessGone } from '../kind';

const scope = 'region';
const knownBy = 'made by our stack; or tags, of those that are named like the project';

/** ECS writes its tags in small letters. */
const ecsTags = (
  tags: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] = [],
): Tags => toTags(tags.map(({ key, value }) => ({ Key: key, Value: value })));

/** Of the cluster of this name: an account may have many, with thousands of services. */
async function servicesOf({ client, signal, projectName: cluster }: Ask): Promise<readonly Item[]> {
  const ecs = client(ECSClient);
  const options = { abortSignal: signal };
  const services = await collect(
    paginateListServices({ client: ecs }, { cluster }, options),
    ({ serviceArns }) => serviceArns,
  );
  if (services.length === 0) return [];
  // As many as can be asked of at once; ours has one.
  const command = new DescribeServicesCommand({
    cluster,
    services: services.slice(0, 10),
    include: ['TAGS'],
  });
  const { services: found = [] } = await ecs.send(command, options);
  return Promise.all(
    found
      .filter(({ status }) => status !== 'INACTIVE')
      .map(async ({ serviceArn = '', status, runningCount = 0, taskDefinition, tags }) => {
        const asked = new DescribeTaskDefinitionCommand({ taskDefinition });
        const { taskDefinition: size = {} } = await ecs.send(asked, options);
        return {
          id: serviceArn,
          about: `${status}, ${runningCount} tasks`,
          tags: ecsTags(tags),
          isGoing: status === 'DRAINING',
          charges: taskCharges(size, runningCount),
        };
      }),
  );
}

/** CPU comes in 1/1024 vCPU, memory in MiB. */
const taskCharges = (
  { cpu = '0', memory = '0' }: { readonly cpu?: string | undefined; readonly memory?: string | undefined },
  tasks: number,
): readonly Charge[] => [
  { price: 'fargate/vcpu', quantity: (Number(cpu) / 1024) * tasks * hoursPerMonth },
  { price: 'fargate/memory', quantity: (Number(memory) / 1024) * tasks * hoursPerMonth },
];

const services: Kind = {
  id: 'ecs-service',
  name: 'ECS services',
  scope,
  type: 'AWS::ECS::Service',
  bills: 'each of its tasks by the second',
  foundBy: 'ecs:ListServices of the cluster that is named like the project',
  knownBy,
  deletedBy: 'ecs:DeleteService, with its tasks',
  async list(ask) {
    const clusters = await clustersOf(ask);
    return clusters.length === 0 ? [] : servicesOf(ask);
  },
  remove: ({ id }, { client, signal, projectName: cluster }) =>
    unlessGone(
      client(ECSClient).send(new DeleteServiceCommand({ cluster, service: id, force: true }), {
        abortSignal: signal,
      }),
    ),
};

const clustersOf = (ask: Ask): Promise<readonly Item[]> =>
  ask.once('cluster of ECS', async () => {
    const { client, signal, projectName } = ask;
    const ecs = client(ECSClient);
    const options = { abortSignal: signal };
    const arns = await collect(
      paginateListClusters({ client: ecs }, {}, options),
      (page) => page.clusterArns,
    );
    const named = arns.filter((arn) => arn.endsWith(`:cluster/${projectName}`));
    if (named.length === 0) return [];
    const command = new DescribeClustersCommand({ clusters: named, include: ['TAGS'] });
    const { clusters: found = [] } = await ecs.send(command, options);
    return found
      .filter(({ status }) => status !== 'INACTIVE')
      .map(({ clusterName = '', status, tags }) => ({
        id: clusterName,
        about: `${status}`,
        tags: ecsTags(tags),
      }));
  });

const clusters: Kind = {
  id: 'ecs-cluster',
  name: 'ECS clusters',
  scope,
  type: 'AWS::ECS::Cluster',
  bills: 'nothing itself',
  foundBy: 'ecs:ListClusters',
  knownBy,
  deletedBy: 'ecs:DeleteCluster',
  list: clustersOf,
  remove: ({ id }, { client, signal }) =>
    unlessGone(client(ECSClient).send(new DeleteClusterCommand({ cluster: id }), { abortSignal: signal })),
};

const tasks: Kind = {
  id: 'ecs-task',
  name: 'ECS tasks of no service',
  scope,
  bills: 'by the second while one runs',
  foundBy: 'ecs:ListTasks of the cluster that is named like the project, those that run',
  knownBy: 'its cluster is ours',
  deletedBy: 'ecs:StopTask, before the cluster',
  async list(ask) {
    if ((await clustersOf(ask)).length === 0) return [];
    const { client, signal, projectName: cluster } = ask;
    const ecs = client(ECSClient);
    const options = { abortSignal: signal };
    const pages = paginateListTasks({ client: ecs }, { cluster }, options);
    // As many as can be asked of at once.
    const arns = (await collect(pages, ({ taskArns }) => taskArns)).slice(0, 100);
    if (arns.length === 0) return [];
    const { tasks: found = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: arns }), options);
    return found
      .filter(({ group = '', lastStatus }) => !group.startsWith('service:') && lastStatus !== 'STOPPED')
      .map(({ taskArn = '', lastStatus, startedBy = '', cpu, memory }) => ({
        id: taskArn,
        about: `${lastStatus}, started by ${startedBy}`,
        of: { type: 'AWS::ECS::Cluster', id: cluster },
        charges: taskCharges({ cpu, memory }, 1),
      }));
  },
  remove: ({ id }, { client, signal, projectName: cluster }) =>
    unlessGone(
      client(ECSClient).send(new StopTaskCommand({ cluster, task: id, reason: 'waffle down' }), {
        abortSignal: signal,
      }),
    ),
};

const definitions: Kind = {
  id: 'ecs-task-definition',
  name: 'ECS task definitions that are active',
  scope,
  type: 'AWS::ECS::TaskDefinition',
  bills: 'nothing',
  foundBy: 'ecs:ListTaskDefinitions of the families that are named like the project, service and migrations',
  knownBy: 'made by our stack; or tags',
  deletedBy: 'ecs:DeregisterTaskDefinition, then ecs:DeleteTaskDefinitions',
  async list({ client, signal, projectName }) {
    const ecs = client(ECSClient);
    const families = [projectName, resourceNames(projectName).migrations];
    const found = await Promise.all(
      families.map((familyPrefix) =>
        collect(
          paginateListTaskDefinitions({ client: ecs }, { familyPrefix }, { abortSignal: signal }),
          ({ taskDefinitionArns }) => taskDefinitionArns,
        ),
      ),
    );
    return Promise.all(
      found.flat().map(async (id) => {
        const command = new DescribeTaskDefinitionCommand({ taskDefinition: id, include: ['TAGS'] });
        return { id, tags: ecsTags((await ecs.send(command, { abortSignal: signal })).tags) };
      }),
    );
  },
  async remove({ id: taskDefinition }, { client, signal }) {
    const ecs = client(ECSClient);
    const options = { abortSignal: signal };
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }), options);
    await ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [taskDefinition] }), options);
  },
};

const images: Kind = {
  id: 'ecr-repository',
  name: 'ECR repositories, with their images',
  scope,
  type: 'AWS::ECR::Repository',
  bills: 'by the GiB and month of images',
  foundBy: 'ecr:DescribeRepositories, but for that of cdk bootstrap',
  knownBy,
  deletedBy: 'ecr:DeleteRepository, with its images',
  async list(ask) {
    const { client, signal, projectName } = ask;
    const ecr = client(ECRClient);
    const options = { abortSignal: signal };
    const found = await collect(
      paginateDescribeRepositories({ client: ecr }, {}, options),
      ({ repositories }) => repositories,
    );
    const named = found.filter(({ repositoryName }) => repositoryName === projectName);
    return Promise.all(
      named.map(async ({ repositoryName = '', repositoryArn }) => {
        const pages = paginateDescribeImages({ client: ecr }, { repositoryName }, options);
        const details = await collect(pages, ({ imageDetails }) => imageDetails);
        const bytes = details.reduce((sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes, 0);
        const { tags } = await ecr.send(
          new ListTagsForResourceCommand({ resourceArn: repositoryArn }),
          options,
        );
        return {
          id: repositoryName,
          about: `${details.length} images, ${formatBytes(bytes)}`,
          tags: toTags(tags),
          charges: [{ price: 'ecr/stored', quantity: bytes / 1024 ** 3 }],
        };
      }),
    );
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(ECRClient).send(new DeleteRepositoryCommand({ repositoryName: id, force: true }), {
        abortSignal: signal,
      }),
    ),
};

export const containerKinds = { services, tasks, clusters, definitions, images } as const;
