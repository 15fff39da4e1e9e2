import {
  DeleteInternetGatewayCommand,
  DeleteLaunchTemplateCommand,
  DeleteNetworkInterfaceCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeSecurityGroupsCommand,
  DetachInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
  EC2Client,
  paginateDescribeInternetGateways,
  paginateDescribeLaunchTemplates,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { type Ask, collect, type Kind, toTags, unlessGone } from '../kind';

/** None of these is billed; they are in the way of each other, and of a clean account. */
const bills = 'nothing';
const scope = 'region';

const interfaces: Kind = {
  id: 'network-interface',
  name: 'network interfaces',
  scope,
  type: 'AWS::EC2::NetworkInterface',
  bills,
  foundBy: 'ec2:DescribeNetworkInterfaces',
  knownBy: 'tags; or attached to an instance that our stack has made',
  deletedBy: 'ec2:DeleteNetworkInterface, when it is free',
  async list({ client, signal }) {
    const pages = paginateDescribeNetworkInterfaces(
      { client: client(EC2Client) },
      {},
      { abortSignal: signal },
    );
    const found = await collect(pages, ({ NetworkInterfaces }) => NetworkInterfaces);
    return found.map(({ NetworkInterfaceId = '', Status, TagSet, Attachment }) => ({
      id: NetworkInterfaceId,
      about: `${Status}`,
      tags: toTags(TagSet),
      ...(Attachment?.InstanceId && { of: { type: 'AWS::EC2::Instance', id: Attachment.InstanceId } }),
    }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(EC2Client).send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }), {
        abortSignal: signal,
      }),
    ),
};

const launchTemplates: Kind = {
  id: 'launch-template',
  name: 'launch templates',
  scope,
  type: 'AWS::EC2::LaunchTemplate',
  bills,
  foundBy: 'ec2:DescribeLaunchTemplates',
  knownBy: 'tags; or made by our stack',
  deletedBy: 'ec2:DeleteLaunchTemplate',
  async list({ client, signal }) {
    const pages = paginateDescribeLaunchTemplates({ client: client(EC2Client) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ LaunchTemplates }) => LaunchTemplates);
    return found.map(({ LaunchTemplateId = '', LaunchTemplateName = '', Tags }) => ({
      id: LaunchTemplateId,
      about: LaunchTemplateName,
      tags: toTags(Tags),
    }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(EC2Client).send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: id }), {
        abortSignal: signal,
      }),
    ),
};

const securityGroups: Kind = {
  id: 'security-group',
  name: 'security groups',
  scope,
  type: 'AWS::EC2::SecurityGroup',
  bills,
  foundBy: 'ec2:DescribeSecurityGroups, without those that belong to a network by default',
  knownBy: 'tags; or made by our stack',
  deletedBy: 'ec2:DeleteSecurityGroup, after ec2:RevokeSecurityGroupIngress of what refers to itself',
  async list({ client, signal }) {
    const pages = paginateDescribeSecurityGroups({ client: client(EC2Client) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ SecurityGroups }) => SecurityGroups);
    return found
      .filter(({ GroupName }) => GroupName !== 'default')
      .map(({ GroupId = '', GroupName = '', Tags }) => ({
        id: GroupId,
        about: GroupName,
        tags: toTags(Tags),
      }));
  },
  remove: ({ id }, ask) => unlessGone(deleteSecurityGroup(id, ask)),
};

/** One that lets in its own members is in use by itself. */
async function deleteSecurityGroup(GroupId: string, { client, signal }: Ask): Promise<void> {
  const ec2 = client(EC2Client);
  const options = { abortSignal: signal };
  const { SecurityGroups } = await ec2.send(
    new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }),
    options,
  );
  const own = (SecurityGroups?.[0]?.IpPermissions ?? []).filter(({ UserIdGroupPairs = [] }) =>
    UserIdGroupPairs.some((pair) => pair.GroupId === GroupId),
  );
  if (own.length > 0) {
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: own }), options);
  }
  await ec2.send(new DeleteSecurityGroupCommand({ GroupId }), options);
}

const subnets: Kind = {
  id: 'subnet',
  name: 'subnets',
  scope,
  type: 'AWS::EC2::Subnet',
  bills,
  foundBy: 'ec2:DescribeSubnets',
  knownBy: 'tags; or made by our stack',
  deletedBy: 'ec2:DeleteSubnet',
  async list({ client, signal }) {
    const pages = paginateDescribeSubnets({ client: client(EC2Client) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ Subnets }) => Subnets);
    return found.map(({ SubnetId = '', CidrBlock = '', Tags }) => ({
      id: SubnetId,
      about: CidrBlock,
      tags: toTags(Tags),
    }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(client(EC2Client).send(new DeleteSubnetCommand({ SubnetId: id }), { abortSignal: signal })),
};

const routeTables: Kind = {
  id: 'route-table',
  name: 'route tables',
  scope,
  type: 'AWS::EC2::RouteTable',
  bills,
  foundBy: 'ec2:DescribeRouteTables, without the main one of a network',
  knownBy: 'tags; or made by our stack',
  deletedBy: 'ec2:DeleteRouteTable',
  async list({ client, signal }) {
    const pages = paginateDescribeRouteTables({ client: client(EC2Client) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ RouteTables }) => RouteTables);
    return found
      .filter(({ Associations = [] }) => !Associations.some(({ Main }) => Main))
      .map(({ RouteTableId = '', Tags }) => ({ id: RouteTableId, tags: toTags(Tags) }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(EC2Client).send(new DeleteRouteTableCommand({ RouteTableId: id }), { abortSignal: signal }),
    ),
};

const gateways: Kind = {
  id: 'internet-gateway',
  name: 'internet gateways',
  scope,
  type: 'AWS::EC2::InternetGateway',
  bills,
  foundBy: 'ec2:DescribeInternetGateways',
  knownBy: 'tags; or made by our stack',
  deletedBy: 'ec2:DeleteInternetGateway, after ec2:DetachInternetGateway',
  async list({ client, signal }) {
    const pages = paginateDescribeInternetGateways(
      { client: client(EC2Client) },
      {},
      { abortSignal: signal },
    );
    const found = await collect(pages, (page) => page.InternetGateways);
    return found.map(({ InternetGatewayId = '', Tags }) => ({ id: InternetGatewayId, tags: toTags(Tags) }));
  },
  remove: ({ id }, ask) => unlessGone(deleteGateway(id, ask)),
};

async function deleteGateway(InternetGatewayId: string, { client, signal }: Ask): Promise<void> {
  const ec2 = client(EC2Client);
  const options = { abortSignal: signal };
  const asked = new DescribeInternetGatewaysCommand({ InternetGatewayIds: [InternetGatewayId] });
  const { InternetGateways = [] } = await ec2.send(asked, options);
  for (const { VpcId } of InternetGateways[0]?.Attachments ?? []) {
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }), options);
  }
  await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }), options);
}

const networks: Kind = {
  id: 'vpc',
  name: 'networks (VPCs)',
  scope,
  type: 'AWS::EC2::VPC',
  bills,
  foundBy: 'ec2:DescribeVpcs, without the default one',
  knownBy: 'tags; or made by our stack',
  deletedBy: 'ec2:DeleteVpc',
  async list({ client, signal }) {
    const pages = paginateDescribeVpcs({ client: client(EC2Client) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ Vpcs }) => Vpcs);
    return found
      .filter(({ IsDefault }) => !IsDefault)
      .map(({ VpcId = '', CidrBlock = '', Tags }) => ({ id: VpcId, about: CidrBlock, tags: toTags(Tags) }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(client(EC2Client).send(new DeleteVpcCommand({ VpcId: id }), { abortSignal: signal })),
};

export const networkKinds = {
  interfaces,
  launchTemplates,
  securityGroups,
  subnets,
  routeTables,
  gateways,
  networks,
} as const;
