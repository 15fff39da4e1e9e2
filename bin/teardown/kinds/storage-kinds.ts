import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteBucketCommand,
  GetBucketTaggingCommand,
  paginateListBuckets,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteParameterCommand, paginateDescribeParameters, SSMClient } from '@aws-sdk/client-ssm';
import { formatBytes } from '../../io/format';
import {
  type Ask,
  type Charge,
  collect,
  isNotFound,
  type Item,
  type Kind,
  type Tags,
  toTags,
  unlessGone,
} from '../kind';
import {
  assetKeysOf,
  bootstrapBucket,
  databaseOfLogGroup,
  isAssetKey,
  isDatabaseName,
  isParameterOf,
  isReleaseOf,
  isTemplateOf,
  mayBeOf,
} from '../names';
import { projectTag } from '../whose';
import { bucketContents, deleteVersions, readObject, type StoredObject } from './bucket-contents';

const gibibyte = 1024 ** 3;
/** A template is at most 1 MB; older ones than these are not read. */
const mostTemplates = 500;

export const storedCharges = (bytes: number): readonly Charge[] => [
  { price: 's3/stored', quantity: bytes / gibibyte },
];

const toItem = ({ key, versions, bytes }: StoredObject): Item => ({
  id: key,
  about: `${formatBytes(bytes)}${versions.length === 1 ? '' : ` in ${versions.length} versions`}`,
  versions,
  charges: storedCharges(bytes),
});

const removeObject = ({ id, versions = [] }: Item, ask: Ask) =>
  unlessGone(deleteVersions(bootstrapBucket(ask.account, ask.region), [{ key: id, versions }], ask));

const contents = async (ask: Ask) =>
  (await bucketContents(bootstrapBucket(ask.account, ask.region), ask)) ?? [];

const releases: Kind = {
  id: 's3-release',
  name: 'releases in the bootstrap bucket',
  scope: 'region',
  bills: 'by the GiB and month, every version',
  foundBy: 's3:ListBucketVersions below `<project>/releases/`, with versions and delete markers',
  knownBy: 'that prefix',
  deletedBy: 's3:DeleteObject, every version and delete marker',
  isOursByName: ({ id }, projectName) => isReleaseOf(id, projectName),
  list: async (ask) => (await contents(ask)).filter(({ key }) => /^[^/]+\/releases\//.test(key)).map(toItem),
  remove: removeObject,
};

const assets: Kind = {
  id: 's3-asset',
  name: 'assets in the bootstrap bucket',
  scope: 'region',
  bills: 'by the GiB and month, every version',
  foundBy: 's3:ListBucketVersions of what CDK names by its content',
  knownBy:
    'named by a template of ours (of a stack, or in the bucket itself) and by that of no other stack; or that template',
  deletedBy: 's3:DeleteObject, every version and delete marker',
  async list(ask) {
    const objects = (await contents(ask)).filter(({ key }) => isAssetKey(key));
    const ours = await assetsOfOurs(objects, ask);
    const others = objects.some(({ key }) => ours.has(key)) ? await templatesOfOthers(ask) : [];
    return objects.map((object) => {
      const isShared = ours.has(object.key) && others.some((template) => template.includes(object.key));
      // What the templates say is said as CloudFormation's tag would.
      return {
        ...toItem(object),
        isShared,
        ...(ours.has(object.key) && { tags: { project: ask.projectName } }),
      };
    });
  },
  remove: removeObject,
};

/** Keys that our templates name: those of our stacks, and those of earlier deploys, which are in the bucket alone. */
async function assetsOfOurs(objects: readonly StoredObject[], ask: Ask): Promise<ReadonlySet<string>> {
  const bucket = bootstrapBucket(ask.account, ask.region);
  const known = ask.evidence.templates.flatMap(assetKeysOf);
  const unread = objects
    .filter(({ key, isCurrent }) => isCurrent && key.endsWith('.json'))
    .slice(0, mostTemplates);
  const earlier: string[] = [];
  for (const { key } of unread.filter((object) => !known.includes(object.key))) {
    const text = await readObject(bucket, key, ask);
    if (isTemplateOf(text, ask.projectName)) earlier.push(key, ...assetKeysOf(text));
  }
  return new Set([...known, ...earlier]);
}

/** The same release may be another project's too: its stack is asked before anything is called ours alone. */
async function templatesOfOthers({ client, signal, evidence }: Ask): Promise<readonly string[]> {
  const { stacks, stackNames } = evidence;
  const others = stacks.filter(
    ({ name, status }) => !stackNames.includes(name) && status !== 'REVIEW_IN_PROGRESS',
  );
  const templates: string[] = [];
  for (const { id } of others) {
    const command = new GetTemplateCommand({ StackName: id });
    templates.push(
      (await client(CloudFormationClient).send(command, { abortSignal: signal })).TemplateBody ?? '',
    );
  }
  return templates;
}

const buckets: Kind = {
  id: 's3-bucket',
  name: 'S3 buckets',
  scope: 'account',
  type: 'AWS::S3::Bucket',
  bills: 'by what is in it',
  foundBy: 's3:ListAllMyBuckets',
  knownBy: 'made by our stack; or tags, which are read of those whose name begins with the project’s',
  deletedBy: 's3:DeleteBucket, after everything in it',
  keepsData: true,
  async list(ask) {
    const pages = paginateListBuckets({ client: ask.client(S3Client) }, {}, { abortSignal: ask.signal });
    const found = await collect(pages, ({ Buckets }) => Buckets);
    const names = found
      .map(({ Name = '' }) => Name)
      .filter((name) => !name.startsWith('cdk-hnb659fds-assets-'));
    return Promise.all(
      names.map(async (id) => {
        const tags = mayBeOf(id, ask.projectName) ? await bucketTags(id, ask) : {};
        const isOurs = tags[projectTag] === ask.projectName;
        return { id, tags, ...(isOurs && (await describeBucket(id, ask))) };
      }),
    );
  },
  remove: ({ id }, ask) => unlessGone(deleteBucket(id, ask)),
};

/** Users’ pictures, as a rule: how many, and what they cost. */
async function describeBucket(bucket: string, ask: Ask): Promise<Pick<Item, 'about' | 'charges'>> {
  const objects = (await bucketContents(bucket, ask)) ?? [];
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  return {
    about: `${objects.length} object${objects.length === 1 ? '' : 's'}, ${formatBytes(bytes)}`,
    charges: storedCharges(bytes),
  };
}

async function bucketTags(Bucket: string, { client, signal }: Ask): Promise<Tags> {
  try {
    const command = new GetBucketTaggingCommand({ Bucket });
    return toTags((await client(S3Client).send(command, { abortSignal: signal })).TagSet);
  } catch (error) {
    // S3 has an error for no tags: NoSuchTagSet.
    if (isNotFound(error)) return {};
    throw error;
  }
}

export async function deleteBucket(Bucket: string, ask: Ask): Promise<void> {
  await deleteVersions(Bucket, (await bucketContents(Bucket, ask)) ?? [], ask);
  const command = new DeleteBucketCommand({ Bucket, ExpectedBucketOwner: ask.account });
  await ask.client(S3Client).send(command, { abortSignal: ask.signal });
}

/** Of the account, whoever uses it: Session Manager, Run Command, RDS. */
const sharedLogGroups = /^(?:\/aws\/ssm\/|RDSOSMetrics$)/;

const logGroups: Kind = {
  id: 'log-group',
  name: 'log groups',
  scope: 'region',
  type: 'AWS::Logs::LogGroup',
  bills: 'by the GiB and month of what it holds',
  foundBy: 'logs:DescribeLogGroups; /aws/ssm/… and RDSOSMetrics are everybody’s, and only counted',
  knownBy: 'made by our stack; or /aws/rds/instance/<database of ours>/…',
  deletedBy: 'logs:DeleteLogGroup',
  isOursByName: ({ of }, projectName) => isDatabaseName(of?.id, projectName),
  async list({ client, signal }) {
    const pages = paginateDescribeLogGroups(
      { client: client(CloudWatchLogsClient) },
      {},
      { abortSignal: signal },
    );
    const found = await collect(pages, ({ logGroups: groups }) => groups);
    return found.map(({ logGroupName = '', storedBytes = 0 }) => {
      const database = databaseOfLogGroup(logGroupName);
      return {
        id: logGroupName,
        about: formatBytes(storedBytes),
        isShared: sharedLogGroups.test(logGroupName),
        ...(database !== undefined && { of: { type: 'AWS::RDS::DBInstance', id: database } }),
        charges: [{ price: 'logs/stored', quantity: storedBytes / gibibyte }],
      };
    });
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(CloudWatchLogsClient).send(new DeleteLogGroupCommand({ logGroupName: id }), {
        abortSignal: signal,
      }),
    ),
};

const parameters: Kind = {
  id: 'ssm-parameter',
  name: 'SSM parameters',
  scope: 'region',
  type: 'AWS::SSM::Parameter',
  bills: 'nothing in the standard tier',
  foundBy: 'ssm:DescribeParameters, which tells names and no values',
  knownBy: 'below `/<project>/`: settings, the secrets, the kept certificate',
  deletedBy: 'ssm:DeleteParameter',
  isOursByName: ({ id }, projectName) => isParameterOf(id, projectName),
  async list({ client, signal }) {
    const pages = paginateDescribeParameters({ client: client(SSMClient) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ Parameters }) => Parameters);
    return found.map(({ Name = '', Type = '', Tier }) => ({
      id: Name,
      about: Type,
      charges: Tier === 'Advanced' ? [{ price: 'ssm/advanced-parameter', quantity: 1 }] : [],
    }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(client(SSMClient).send(new DeleteParameterCommand({ Name: id }), { abortSignal: signal })),
};

export const storageKinds = { releases, assets, buckets, logGroups, parameters } as const;
