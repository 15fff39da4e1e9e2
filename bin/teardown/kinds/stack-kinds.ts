import {
  type ChangeSetSummary,
  CloudFormationClient,
  DeleteChangeSetCommand,
  paginateListChangeSets,
} from '@aws-sdk/client-cloudformation';
import { DescribeRepositoriesCommand, ECRClient, paginateDescribeImages } from '@aws-sdk/client-ecr';
import { formatBytes } from '../../io/format';
import { type Ask, collect, isNotFound, type Kind, unlessGone } from '../kind';
import { stackNamesOf } from '../read-evidence';
import { bootstrapBucket, bootstrapRepository, bootstrapStack } from '../names';
import { bucketContents } from './bucket-contents';
import { storedCharges } from './storage-kinds';

const scope = 'region';

const stacks: Kind = {
  id: 'stack',
  name: 'CloudFormation stacks',
  scope,
  bills: 'nothing itself; what is in it is among the other kinds',
  foundBy: 'cloudformation:ListStacks, in any state but deleted: failed and never executed ones too',
  knownBy: 'the name of the project, `<project>-service`, `<project>-pipeline` or `<project>-budget`',
  deletedBy: 'cloudformation:DeleteStack, first of all and by ARN',
  // Whoever makes a stack chooses its name: the tag `project` is asked for before it is deleted.
  isOursByName: ({ about = '' }, projectName) =>
    stackNamesOf(projectName).some((name) => name === nameIn(about)),
  list: ({ evidence }) =>
    Promise.resolve(
      evidence.stacks.map(({ id, name, status }) => ({
        id,
        about: `${name}, ${status}`,
        isGoing: status === 'DELETE_IN_PROGRESS',
        isShared: name === bootstrapStack,
      })),
    ),
};

const nameIn = (about: string) => about.split(',')[0] ?? '';

const changeSets: Kind = {
  id: 'change-set',
  name: 'change sets',
  scope,
  bills: 'nothing',
  foundBy: 'cloudformation:ListChangeSets of our stacks',
  knownBy: 'its stack',
  deletedBy: 'cloudformation:DeleteChangeSet; with its stack',
  isOursByName: () => true,
  async list(ask) {
    const { stacks: all, stackNames } = ask.evidence;
    const ours = all.filter(({ name }) => stackNames.includes(name));
    const found = await Promise.all(ours.map(({ id }) => changeSetsOf(id, ask)));
    return found.flat().map(({ ChangeSetId = '', ChangeSetName = '', Status }) => ({
      id: ChangeSetId,
      about: `${ChangeSetName}, ${Status}`,
    }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(CloudFormationClient).send(new DeleteChangeSetCommand({ ChangeSetName: id }), {
        abortSignal: signal,
      }),
    ),
};

const changeSetsOf = async (
  StackName: string,
  { client, signal }: Ask,
): Promise<readonly ChangeSetSummary[]> => {
  const options = { abortSignal: signal };
  const pages = paginateListChangeSets({ client: client(CloudFormationClient) }, { StackName }, options);
  const found = await collect(pages, ({ Summaries }) => Summaries);
  return found.filter(({ StackId }) => StackId === StackName);
};

const bucket: Kind = {
  id: 'bootstrap-bucket',
  name: 'the bucket of cdk bootstrap',
  scope,
  bills: 'by what is in it, of all projects',
  foundBy: 's3:ListBucketVersions of cdk-hnb659fds-assets-<account>-<region>',
  knownBy: 'never ours: the projects of an account and region share it',
  deletedBy: 's3:DeleteBucket, with `--bootstrap` when no other stack of the region needs it',
  async list(ask) {
    const id = bootstrapBucket(ask.account, ask.region);
    const objects = await bucketContents(id, ask);
    if (objects === undefined) return [];
    const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
    const about = `${objects.length} object${objects.length === 1 ? '' : 's'}, ${formatBytes(bytes)}`;
    return [{ id, about, isShared: true, charges: storedCharges(bytes) }];
  },
};

const repository: Kind = {
  id: 'bootstrap-repository',
  name: 'the image repository of cdk bootstrap',
  scope,
  bills: 'by the GiB and month of images; this project makes none',
  foundBy: 'ecr:DescribeRepositories of cdk-hnb659fds-container-assets-<account>-<region>',
  knownBy: 'never ours: the projects of an account and region share it',
  deletedBy:
    'ecr:BatchDeleteImage, then with its stack, with `--bootstrap` when no other stack of the region needs it',
  async list(ask) {
    const id = bootstrapRepository(ask.account, ask.region);
    const bytes = await imageBytes(id, ask);
    if (bytes === undefined) return [];
    const charges = [{ price: 'ecr/stored', quantity: bytes / 1024 ** 3 }];
    return [{ id, about: formatBytes(bytes), isShared: true, charges }];
  },
};

async function imageBytes(repositoryName: string, { client, signal }: Ask): Promise<number | undefined> {
  const ecr = client(ECRClient);
  const options = { abortSignal: signal };
  try {
    await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }), options);
    const images = await collect(
      paginateDescribeImages({ client: ecr }, { repositoryName }, options),
      ({ imageDetails }) => imageDetails,
    );
    return images.reduce((sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes, 0);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export const stackKinds = { stacks, changeSets, bucket, repository } as const;
