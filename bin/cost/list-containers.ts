import {
  DescribeTasksCommand,
  ECSClient,
  paginateListClusters as paginateEcsClusters,
  paginateListTasks,
  type Task,
} from '@aws-sdk/client-ecs';
import { EKSClient, paginateListClusters } from '@aws-sdk/client-eks';
import { fargateCharges } from '../../infra/free-tier/cost/container-charges';
import { chargesAsOfTemplate, gather, ownerOf, type Lister, type Place } from './lister';

export const containerListers: readonly Lister[] = [
  {
    what: 'tasks on Fargate',
    action: 'ecs:DescribeTasks',
    async list({ aws, signal }) {
      const client = new ECSClient(aws);
      const pages = paginateEcsClusters({ client }, {}, { abortSignal: signal });
      const clusters = await gather(pages, ({ clusterArns }) => clusterArns);
      const tasks = await Promise.all(clusters.map((cluster) => tasksOf(client, cluster, signal)));
      return tasks.flat().map(describeTask);
    },
  },
  {
    what: 'EKS clusters',
    action: 'eks:ListClusters',
    async list({ aws, signal }) {
      const pages = paginateListClusters({ client: new EKSClient(aws) }, {}, { abortSignal: signal });
      const names = await gather(pages, ({ clusters }) => clusters);
      return names.map((name) => ({
        kind: 'EKS cluster',
        id: name,
        name: undefined,
        project: undefined,
        charges: chargesAsOfTemplate('AWS::EKS::Cluster', {}),
      }));
    },
  },
];

/** Of a cluster; `DescribeTasks` takes as many at once as a page of `ListTasks` has. */
async function tasksOf(client: ECSClient, cluster: string, abortSignal: Place['signal']) {
  const tasks: Task[] = [];
  const pages = paginateListTasks({ client }, { cluster, launchType: 'FARGATE' }, { abortSignal });
  for await (const { taskArns = [] } of pages) {
    if (taskArns.length === 0) continue;
    const asked = new DescribeTasksCommand({ cluster, tasks: taskArns, include: ['TAGS'] });
    tasks.push(...((await client.send(asked, { abortSignal })).tasks ?? []));
  }
  return tasks;
}

function describeTask({ taskArn = '', tags = [], lastStatus, createdAt, cpu, memory }: Task) {
  const { name, project } = ownerOf(tags.map(({ key, value }) => ({ Key: key, Value: value })));
  return {
    kind: 'task on Fargate',
    id: taskArn.split('/').at(-1) ?? '',
    name,
    project,
    state: lastStatus?.toLowerCase(),
    since: createdAt,
    charges: fargateCharges(Number(cpu), Number(memory), 1, 'a task'),
  };
}
