import {
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DescribeAddressesCommand,
  DescribeKeyPairsCommand,
  DisassociateAddressCommand,
  EC2Client,
  type Instance,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  ReleaseAddressCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type Ask, collect, type Item, type Kind, toTags, unlessGone } from '../kind';
import { hoursPerMonth } from '../../../infra/free-tier/price-list';

const instanceType = 'AWS::EC2::Instance';
const volumeType = 'AWS::EC2::Volume';

const instances: Kind = {
  id: 'ec2-instance',
  name: 'EC2 instances',
  scope: 'region',
  type: instanceType,
  bills: 'by the hour while it runs',
  foundBy: 'ec2:DescribeInstances',
  knownBy: 'tags',
  deletedBy: 'ec2:TerminateInstances',
  async list({ client, signal }) {
    const pages = paginateDescribeInstances({ client: client(EC2Client) }, {}, { abortSignal: signal });
    const reservations = await collect(pages, ({ Reservations }) => Reservations);
    return reservations.flatMap(({ Instances = [] }) => Instances).flatMap(toInstance);
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(EC2Client).send(new TerminateInstancesCommand({ InstanceIds: [id] }), { abortSignal: signal }),
    ),
};

/** A terminated one is listed for an hour more. */
const toInstance = ({ InstanceId = '', InstanceType: type, State, Tags }: Instance): readonly Item[] => {
  const state = State?.Name;
  if (state === 'terminated') return [];
  const isBilled = state === 'running' || state === 'pending';
  return [
    {
      id: InstanceId,
      about: `${type}, ${state}`,
      tags: toTags(Tags),
      isGoing: state === 'shutting-down',
      isStopped: state === 'stopped',
      charges: isBilled ? [{ price: `ec2/${type}`, quantity: hoursPerMonth }] : [],
    },
  ];
};

const volumes: Kind = {
  id: 'volume',
  name: 'EBS volumes',
  scope: 'region',
  type: volumeType,
  bills: 'by the GiB and month, also of a stopped instance',
  foundBy: 'ec2:DescribeVolumes',
  knownBy: 'tags; or attached to an instance that our stack has made',
  deletedBy: 'ec2:DeleteVolume',
  keepsData: true,
  async list({ client, signal }) {
    const pages = paginateDescribeVolumes({ client: client(EC2Client) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ Volumes }) => Volumes);
    return found
      .filter(({ State }) => State !== 'deleted')
      .map(({ VolumeId = '', VolumeType = 'gp3', Size = 0, State, Tags, Attachments = [] }) => ({
        id: VolumeId,
        about: `${Size} GiB ${VolumeType}, ${State}`,
        tags: toTags(Tags),
        isGoing: State === 'deleting',
        ...partOf(instanceType, Attachments[0]?.InstanceId),
        charges: [{ price: `ebs/${VolumeType}`, quantity: Size }],
      }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(client(EC2Client).send(new DeleteVolumeCommand({ VolumeId: id }), { abortSignal: signal })),
};

const snapshots: Kind = {
  id: 'ebs-snapshot',
  name: 'EBS snapshots',
  scope: 'region',
  type: 'AWS::EC2::Snapshot',
  bills: 'by the GiB and month; the size of the volume is the most it can be',
  foundBy: 'ec2:DescribeSnapshots of the account’s own',
  knownBy: 'tags; or of a volume that our stack has made',
  deletedBy: 'ec2:DeleteSnapshot',
  keepsData: true,
  async list({ client, signal }) {
    const own = { OwnerIds: ['self'] };
    const pages = paginateDescribeSnapshots({ client: client(EC2Client) }, own, { abortSignal: signal });
    const found = await collect(pages, ({ Snapshots }) => Snapshots);
    return found.map(({ SnapshotId = '', VolumeSize = 0, VolumeId, Tags }) => ({
      id: SnapshotId,
      about: `of ${VolumeSize} GiB`,
      tags: toTags(Tags),
      ...partOf(volumeType, VolumeId),
      charges: [{ price: 'ebs/snapshot', quantity: VolumeSize }],
    }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(EC2Client).send(new DeleteSnapshotCommand({ SnapshotId: id }), { abortSignal: signal }),
    ),
};

const addresses: Kind = {
  id: 'elastic-ip',
  name: 'Elastic IP addresses',
  scope: 'region',
  type: 'AWS::EC2::EIP',
  bills: 'by the hour, in use or not',
  foundBy: 'ec2:DescribeAddresses',
  knownBy: 'tags; or made by our stack',
  deletedBy: 'ec2:ReleaseAddress, after ec2:DisassociateAddress',
  async list({ client, signal }) {
    const { Addresses = [] } = await client(EC2Client).send(new DescribeAddressesCommand({}), {
      abortSignal: signal,
    });
    return Addresses.map(({ AllocationId = '', PublicIp = '', Tags }) => ({
      id: AllocationId,
      about: PublicIp,
      tags: toTags(Tags),
      // `Ref` of an address is the address.
      physicalId: PublicIp,
      charges: [{ price: 'public-ipv4', quantity: hoursPerMonth }],
    }));
  },
  remove: ({ id }, ask) => releaseAddress(id, ask),
};

async function releaseAddress(allocationId: string, { client, signal }: Ask): Promise<void> {
  const ec2 = client(EC2Client);
  const options = { abortSignal: signal };
  await unlessGone(
    (async () => {
      const asked = new DescribeAddressesCommand({ AllocationIds: [allocationId] });
      const AssociationId = (await ec2.send(asked, options)).Addresses?.[0]?.AssociationId;
      if (AssociationId) await ec2.send(new DisassociateAddressCommand({ AssociationId }), options);
      await ec2.send(new ReleaseAddressCommand({ AllocationId: allocationId }), options);
    })(),
  );
}

const keyPairs: Kind = {
  id: 'key-pair',
  name: 'EC2 key pairs',
  scope: 'region',
  bills: 'nothing',
  foundBy: 'ec2:DescribeKeyPairs',
  knownBy: 'never ours: nothing here makes one',
  deletedBy: 'never',
  async list({ client, signal }) {
    const { KeyPairs = [] } = await client(EC2Client).send(new DescribeKeyPairsCommand({}), {
      abortSignal: signal,
    });
    return KeyPairs.map(({ KeyName = '' }) => ({ id: KeyName }));
  },
};

const partOf = (type: string, id: string | undefined): Pick<Item, 'of'> => (id ? { of: { type, id } } : {});

export const machineKinds = { instances, volumes, snapshots, addresses, keyPairs } as const;
