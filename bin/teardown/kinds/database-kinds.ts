import {
  type DBInstance,
  DeleteDBInstanceAutomatedBackupCommand,
  DeleteDBInstanceCommand,
  DeleteDBParameterGroupCommand,
  DeleteDBSnapshotCommand,
  DeleteDBSubnetGroupCommand,
  DeleteOptionGroupCommand,
  ListTagsForResourceCommand,
  paginateDescribeDBInstanceAutomatedBackups,
  paginateDescribeDBInstances,
  paginateDescribeDBParameterGroups,
  paginateDescribeDBSnapshots,
  paginateDescribeDBSubnetGroups,
  paginateDescribeOptionGroups,
  RDSClient,
} from '@aws-sdk/client-rds';
import { hoursPerMonth } from '../../../infra/free-tier/price-list';
import { type Ask, collect, type Item, type Kind, type Tags, toTags, unlessGone } from '../kind';
import { isDatabaseName, isSnapshotName, mayBeOf } from '../names';

const databaseType = 'AWS::RDS::DBInstance';
const scope = 'region';

const databases: Kind = {
  id: 'rds-instance',
  name: 'RDS databases',
  scope,
  type: databaseType,
  bills: 'machine by the hour while it runs, disk by the GiB and month always',
  foundBy: 'rds:DescribeDBInstances',
  knownBy: 'tags; or made by our stack',
  deletedBy: 'rds:DeleteDBInstance, with a final snapshot where databaseOnDelete=snapshot',
  keepsData: true,
  async list({ client, signal }) {
    const pages = paginateDescribeDBInstances({ client: client(RDSClient) }, {}, { abortSignal: signal });
    return (await collect(pages, ({ DBInstances }) => DBInstances)).map(toDatabase);
  },
  remove: ({ id }, ask) => unlessGone(deleteDatabase(id, ask)),
};

const toDatabase = (database: DBInstance): Item => {
  const { DBInstanceIdentifier = '', DBInstanceClass = '', DBInstanceStatus, Engine = '' } = database;
  const { AllocatedStorage = 0, StorageType = 'gp3', TagList, DeletionProtection, MultiAZ } = database;
  const isStopped = DBInstanceStatus === 'stopped';
  // In two zones there are two of it.
  const copies = MultiAZ ? 2 : 1;
  return {
    id: DBInstanceIdentifier,
    about: `${DBInstanceClass}, ${AllocatedStorage} GiB, ${DBInstanceStatus}`,
    tags: toTags(TagList),
    isGoing: DBInstanceStatus === 'deleting',
    isStopped,
    isProtected: DeletionProtection ?? false,
    charges: [
      ...(isStopped ? [] : [{ price: `rds/${Engine}/${DBInstanceClass}`, quantity: hoursPerMonth * copies }]),
      { price: `rds/storage/${StorageType}`, quantity: AllocatedStorage * copies },
    ],
  };
};

const deleteDatabase = (id: string, { client, signal, databaseOnDelete, projectName }: Ask) => {
  const keep = databaseOnDelete === 'snapshot';
  const command = new DeleteDBInstanceCommand({
    DBInstanceIdentifier: id,
    DeleteAutomatedBackups: true,
    SkipFinalSnapshot: !keep,
    ...(keep && { FinalDBSnapshotIdentifier: finalSnapshotName(projectName, new Date()) }),
  });
  return client(RDSClient).send(command, { abortSignal: signal });
};

/** `waffle-backend-final-20261121t101500z`: RDS takes letters, digits and hyphens. */
const finalSnapshotName = (projectName: string, now: Date) =>
  `${projectName}-final-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase()}z`;

const snapshots: Kind = {
  id: 'rds-snapshot',
  name: 'RDS snapshots',
  scope,
  type: 'AWS::RDS::DBSnapshot',
  bills: 'by the GiB and month; the size of the disk is the most it can be',
  foundBy: 'rds:DescribeDBSnapshots, manual ones: final snapshots are among them',
  knownBy: 'tags; of a database of ours; or the name of a final snapshot of our stack',
  deletedBy: 'rds:DeleteDBSnapshot; where databaseOnDelete=snapshot only with `--snapshots`',
  keepsData: true,
  isOursByName: ({ id, of }, projectName) =>
    isSnapshotName(id, projectName) || isDatabaseName(of?.id, projectName),
  async list({ client, signal }) {
    const manual = { SnapshotType: 'manual' };
    const pages = paginateDescribeDBSnapshots({ client: client(RDSClient) }, manual, { abortSignal: signal });
    const found = await collect(pages, ({ DBSnapshots }) => DBSnapshots);
    return found.map(({ DBSnapshotIdentifier = '', DBInstanceIdentifier = '', ...rest }) => ({
      id: DBSnapshotIdentifier,
      about: `of ${rest.AllocatedStorage ?? 0} GiB`,
      tags: toTags(rest.TagList),
      of: { type: databaseType, id: DBInstanceIdentifier },
      charges: [{ price: 'rds/backup', quantity: rest.AllocatedStorage ?? 0 }],
    }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(RDSClient).send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id }), {
        abortSignal: signal,
      }),
    ),
};

const automatedBackups: Kind = {
  id: 'rds-automated-backup',
  name: 'automated backups that outlive their database',
  scope,
  bills: 'by the GiB and month; the size of the disk is the most it can be',
  foundBy: 'rds:DescribeDBInstanceAutomatedBackups, those with the status retained',
  knownBy: 'of a database of ours: made by our stack, or of the name that CloudFormation derives from it',
  deletedBy: 'rds:DeleteDBInstanceAutomatedBackup',
  keepsData: true,
  isOursByName: ({ of }, projectName) => isDatabaseName(of?.id, projectName),
  async list({ client, signal }) {
    const pages = paginateDescribeDBInstanceAutomatedBackups(
      { client: client(RDSClient) },
      {},
      {
        abortSignal: signal,
      },
    );
    const found = await collect(pages, (page) => page.DBInstanceAutomatedBackups);
    return found
      .filter(({ Status }) => Status === 'retained')
      .map(({ DbiResourceId = '', DBInstanceIdentifier = '', AllocatedStorage = 0 }) => ({
        id: DbiResourceId,
        about: `of ${DBInstanceIdentifier}, ${AllocatedStorage} GiB`,
        of: { type: databaseType, id: DBInstanceIdentifier },
        charges: [{ price: 'rds/backup', quantity: AllocatedStorage }],
      }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(RDSClient).send(new DeleteDBInstanceAutomatedBackupCommand({ DbiResourceId: id }), {
        abortSignal: signal,
      }),
    ),
};

/** RDS tells the tags of a group only when it is asked for each. */
const tagsOf = async (arn: string | undefined, { client, signal }: Ask): Promise<Tags> => {
  const command = new ListTagsForResourceCommand({ ResourceName: arn });
  return toTags((await client(RDSClient).send(command, { abortSignal: signal })).TagList);
};

const groupKind = (
  kind: Pick<Kind, 'id' | 'name' | 'type' | 'foundBy' | 'deletedBy'>,
  list: (
    ask: Ask,
  ) => Promise<readonly { readonly name?: string | undefined; readonly arn?: string | undefined }[]>,
  remove: (name: string, ask: Ask) => Promise<unknown>,
): Kind => ({
  ...kind,
  scope,
  bills: 'nothing',
  knownBy: 'made by our stack; or tags, which are read of those whose name begins with the project’s',
  async list(ask) {
    const groups = (await list(ask)).filter(({ name = '' }) => !/^default[.:]?/.test(name));
    return Promise.all(
      groups.map(async ({ name = '', arn }) => ({
        id: name,
        tags: mayBeOf(name, ask.projectName) ? await tagsOf(arn, ask) : {},
      })),
    );
  },
  remove: ({ id }, ask) => unlessGone(remove(id, ask)),
});

const subnetGroups = groupKind(
  {
    id: 'rds-subnet-group',
    name: 'RDS subnet groups',
    type: 'AWS::RDS::DBSubnetGroup',
    foundBy: 'rds:DescribeDBSubnetGroups',
    deletedBy: 'rds:DeleteDBSubnetGroup',
  },
  async ({ client, signal }) => {
    const pages = paginateDescribeDBSubnetGroups({ client: client(RDSClient) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ DBSubnetGroups }) => DBSubnetGroups);
    return found.map(({ DBSubnetGroupName, DBSubnetGroupArn }) => ({
      name: DBSubnetGroupName,
      arn: DBSubnetGroupArn,
    }));
  },
  (name, { client, signal }) =>
    client(RDSClient).send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: name }), {
      abortSignal: signal,
    }),
);

const parameterGroups = groupKind(
  {
    id: 'rds-parameter-group',
    name: 'RDS parameter groups',
    type: 'AWS::RDS::DBParameterGroup',
    foundBy: 'rds:DescribeDBParameterGroups, without the default ones',
    deletedBy: 'rds:DeleteDBParameterGroup',
  },
  async ({ client, signal }) => {
    const pages = paginateDescribeDBParameterGroups(
      { client: client(RDSClient) },
      {},
      { abortSignal: signal },
    );
    const found = await collect(pages, ({ DBParameterGroups }) => DBParameterGroups);
    return found.map(({ DBParameterGroupName, DBParameterGroupArn }) => ({
      name: DBParameterGroupName,
      arn: DBParameterGroupArn,
    }));
  },
  (name, { client, signal }) =>
    client(RDSClient).send(new DeleteDBParameterGroupCommand({ DBParameterGroupName: name }), {
      abortSignal: signal,
    }),
);

const optionGroups = groupKind(
  {
    id: 'rds-option-group',
    name: 'RDS option groups',
    type: 'AWS::RDS::OptionGroup',
    foundBy: 'rds:DescribeOptionGroups, without the default ones',
    deletedBy: 'rds:DeleteOptionGroup',
  },
  async ({ client, signal }) => {
    const pages = paginateDescribeOptionGroups({ client: client(RDSClient) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ OptionGroupsList }) => OptionGroupsList);
    return found.map(({ OptionGroupName, OptionGroupArn }) => ({
      name: OptionGroupName,
      arn: OptionGroupArn,
    }));
  },
  (name, { client, signal }) =>
    client(RDSClient).send(new DeleteOptionGroupCommand({ OptionGroupName: name }), { abortSignal: signal }),
);

export const databaseKinds = {
  databases,
  snapshots,
  automatedBackups,
  subnetGroups,
  parameterGroups,
  optionGroups,
} as const;
