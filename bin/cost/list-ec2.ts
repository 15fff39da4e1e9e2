import {
  DescribeAddressesCommand,
  DescribeVpnConnectionsCommand,
  EC2Client,
  type Instance,
  paginateDescribeInstances,
  paginateDescribeNatGateways,
  paginateDescribeSnapshots,
  paginateDescribeTransitGatewayAttachments,
  paginateDescribeVolumes,
  paginateDescribeVpcEndpoints,
} from '@aws-sdk/client-ec2';
import { fixed, possible, unknown, type Charge } from '../../infra/free-tier/cost/charge';
import { detailedMonitoringCharge } from '../../infra/free-tier/cost/ec2-charges';
import { hoursPerMonth } from '../../infra/free-tier/price-list';
import { chargesAsOfTemplate, gather, ownerOf, type Lister } from './lister';

export const ec2Listers: readonly Lister[] = [
  {
    what: 'EC2 instances',
    action: 'ec2:DescribeInstances',
    async list({ aws, signal }) {
      const pages = paginateDescribeInstances({ client: new EC2Client(aws) }, {}, { abortSignal: signal });
      const reservations = await gather(pages, ({ Reservations }) => Reservations);
      const instances = reservations.flatMap(({ Instances = [] }) => Instances);
      return instances
        .filter(({ State }) => State?.Name !== 'terminated')
        .map((instance) => ({
          kind: 'EC2 instance',
          id: instance.InstanceId ?? '',
          ...ownerOf(instance.Tags),
          state: instance.State?.Name,
          // Its launch time is that of its last start; its disk has been attached since the first.
          since: instance.BlockDeviceMappings?.[0]?.Ebs?.AttachTime ?? instance.LaunchTime,
          charges: chargesOfInstance(instance),
        }));
    },
  },
  {
    what: 'EBS volumes',
    action: 'ec2:DescribeVolumes',
    async list({ aws, signal }) {
      const pages = paginateDescribeVolumes({ client: new EC2Client(aws) }, {}, { abortSignal: signal });
      const volumes = await gather(pages, ({ Volumes }) => Volumes);
      return volumes.map(({ VolumeId = '', Tags, State, CreateTime, Attachments, ...rest }) => ({
        kind: 'EBS volume',
        id: VolumeId,
        ...ownerOf(Tags),
        state: State,
        since: CreateTime,
        of: Attachments?.[0]?.InstanceId,
        charges: chargesAsOfTemplate('AWS::EC2::Volume', rest),
      }));
    },
  },
  {
    what: 'EBS snapshots',
    action: 'ec2:DescribeSnapshots',
    async list({ aws, signal }) {
      const own = { OwnerIds: ['self'] };
      const pages = paginateDescribeSnapshots({ client: new EC2Client(aws) }, own, { abortSignal: signal });
      const snapshots = await gather(pages, ({ Snapshots }) => Snapshots);
      return snapshots.map(({ SnapshotId = '', Tags, StartTime, VolumeSize = 0 }) => ({
        kind: 'EBS snapshot',
        id: SnapshotId,
        ...ownerOf(Tags),
        since: StartTime,
        charges: [possible(`snapshot of ${VolumeSize} GiB`, VolumeSize, 'ebs/snapshot')],
      }));
    },
  },
  {
    what: 'Elastic IP addresses',
    action: 'ec2:DescribeAddresses',
    async list({ aws, signal }) {
      const command = new DescribeAddressesCommand({});
      const { Addresses = [] } = await new EC2Client(aws).send(command, { abortSignal: signal });
      return Addresses.map(({ AllocationId, PublicIp = '', Tags, InstanceId, PublicIpv4Pool }) => ({
        kind: 'Elastic IP address',
        id: AllocationId ?? PublicIp,
        ...ownerOf(Tags),
        state: InstanceId ? undefined : 'attached to no instance',
        of: InstanceId,
        charges: chargesAsOfTemplate('AWS::EC2::EIP', {
          // AWS's own pool has this name.
          PublicIpv4Pool: PublicIpv4Pool === 'amazon' ? undefined : PublicIpv4Pool,
        }),
      }));
    },
  },
  {
    what: 'NAT gateways',
    action: 'ec2:DescribeNatGateways',
    async list({ aws, signal }) {
      const filter = { Filter: [{ Name: 'state', Values: ['pending', 'available'] }] };
      const pages = paginateDescribeNatGateways({ client: new EC2Client(aws) }, filter, {
        abortSignal: signal,
      });
      const gateways = await gather(pages, ({ NatGateways }) => NatGateways);
      return gateways.map(({ NatGatewayId = '', Tags, State, CreateTime }) => ({
        kind: 'NAT gateway',
        id: NatGatewayId,
        ...ownerOf(Tags),
        state: State,
        since: CreateTime,
        charges: chargesAsOfTemplate('AWS::EC2::NatGateway', {}),
      }));
    },
  },
  {
    what: 'VPC endpoints',
    action: 'ec2:DescribeVpcEndpoints',
    async list({ aws, signal }) {
      const pages = paginateDescribeVpcEndpoints({ client: new EC2Client(aws) }, {}, { abortSignal: signal });
      const endpoints = await gather(pages, ({ VpcEndpoints }) => VpcEndpoints);
      return endpoints.map(({ VpcEndpointId = '', Tags, CreationTimestamp, VpcEndpointType, SubnetIds }) => ({
        kind: 'VPC endpoint',
        id: VpcEndpointId,
        ...ownerOf(Tags),
        since: CreationTimestamp,
        charges: chargesAsOfTemplate('AWS::EC2::VPCEndpoint', { VpcEndpointType, SubnetIds }),
      }));
    },
  },
  {
    what: 'VPN connections',
    action: 'ec2:DescribeVpnConnections',
    async list({ aws, signal }) {
      const filter = { Filters: [{ Name: 'state', Values: ['pending', 'available'] }] };
      const command = new DescribeVpnConnectionsCommand(filter);
      const { VpnConnections = [] } = await new EC2Client(aws).send(command, { abortSignal: signal });
      return VpnConnections.map(({ VpnConnectionId = '', Tags, State }) => ({
        kind: 'VPN connection',
        id: VpnConnectionId,
        ...ownerOf(Tags),
        state: State,
        charges: chargesAsOfTemplate('AWS::EC2::VPNConnection', {}),
      }));
    },
  },
  {
    what: 'transit gateway attachments',
    action: 'ec2:DescribeTransitGatewayAttachments',
    async list({ aws, signal }) {
      const filter = { Filters: [{ Name: 'state', Values: ['available'] }] };
      const pages = paginateDescribeTransitGatewayAttachments({ client: new EC2Client(aws) }, filter, {
        abortSignal: signal,
      });
      const attachments = await gather(pages, (page) => page.TransitGatewayAttachments);
      return attachments.map(({ TransitGatewayAttachmentId = '', Tags, State, CreationTime }) => ({
        kind: 'transit gateway attachment',
        id: TransitGatewayAttachmentId,
        ...ownerOf(Tags),
        state: State,
        since: CreationTime,
        charges: chargesAsOfTemplate('AWS::EC2::TransitGatewayAttachment', {}),
      }));
    },
  },
];

/** The machine, and the address that it has while it runs. Disks and Elastic IPs are things of their own. */
function chargesOfInstance(instance: Instance): readonly Charge[] {
  if (!['pending', 'running'].includes(instance.State?.Name ?? '')) return [];
  return [
    chargeOfType(instance),
    ...(instance.Monitoring?.State === 'enabled' ? [detailedMonitoringCharge] : []),
    ...(hasAddressOfAws(instance) ? [fixed('public IPv4 address', hoursPerMonth, 'public-ipv4')] : []),
  ];
}

function chargeOfType({ InstanceType, InstanceLifecycle, PlatformDetails, Placement }: Instance): Charge {
  const what = `EC2 ${InstanceType}`;
  if (InstanceLifecycle === 'spot') return unknown(what, 'the price of Spot changes');
  if (Placement?.Tenancy === 'dedicated' || Placement?.Tenancy === 'host') {
    return unknown(what, 'no sourced price on dedicated hardware');
  }
  const isLinux = PlatformDetails === undefined || PlatformDetails === 'Linux/UNIX';
  if (!isLinux) return unknown(what, `no sourced price with ${PlatformDetails}`);
  return fixed(what, hoursPerMonth, `ec2/${InstanceType}`);
}

/** Not one's own Elastic IP, of which EC2 names the account as the owner. */
const hasAddressOfAws = ({ NetworkInterfaces = [] }: Instance): boolean =>
  NetworkInterfaces.some(({ Association }) => Association?.PublicIp && Association.IpOwnerId === 'amazon');
