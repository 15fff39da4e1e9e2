import { hoursPerMonth } from '../price-list';
import { fixed, usage } from '../cost/charge';
import { hasAddressOfItsOwn, hasElasticIp, machineOf, subnetOf } from '../cost/ec2-charges';
import { chargesOf } from '../cost/estimate-cost';
import { isTrueAt, textAt } from '../template/read-property';
import { resourceBehind, type Resource, type StackView } from '../template/template-view';
import { accountKinds, eachOf, resourcesOf, type Finding, type Rule } from './rule';

const address = fixed('public IPv4 address', hoursPerMonth, 'public-ipv4');

/** Whether anything of the template uses an Elastic IP: an association, a NAT gateway, a network load balancer. */
const isUsed = (elasticIp: Resource): boolean => {
  const { stack, properties, logicalId } = elasticIp;
  if ('InstanceId' in properties) return true;
  const users = stack.resources.filter(({ type }) =>
    [
      'AWS::EC2::EIPAssociation',
      'AWS::EC2::NatGateway',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
    ].includes(type),
  );
  return users.some(({ properties: used }) => mentions(used, logicalId));
};

const mentions = (value: unknown, logicalId: string): boolean =>
  new RegExp(`"(Ref|Fn::GetAtt)":\\s*(\\[\\s*)?"${logicalId}"`).test(JSON.stringify(value));

const isForNatGateway = ({ stack, logicalId }: Resource) =>
  stack.resources.some(
    ({ type, properties }) => type === 'AWS::EC2::NatGateway' && mentions(properties, logicalId),
  );

/** Everything in front of which an address stands, except a NAT gateway, which is a finding of its own. */
const addressesOf = (stacks: readonly StackView[]): readonly Resource[] => [
  ...resourcesOf(stacks, 'AWS::EC2::EIP').filter((eip) => isUsed(eip) && !isForNatGateway(eip)),
  ...resourcesOf(stacks, 'AWS::EC2::Instance').filter(
    (instance) => hasAddressOfItsOwn(instance, machineOf(instance)) === true && !hasElasticIp(instance),
  ),
];

const zoneOf = (instance: Resource): unknown => {
  const machine = machineOf(instance);
  return machine['AvailabilityZone'] ?? subnetOf(instance, machine)?.properties['AvailabilityZone'];
};

/** A database in two zones is in that of the instance too, half of the time. */
const findOtherZone: Rule['find'] = (stacks) =>
  resourcesOf(stacks, 'AWS::RDS::DBInstance')
    .filter(
      ({ stack, properties }) =>
        !isTrueAt(stack, properties, 'MultiAZ') && !('DBClusterIdentifier' in properties),
    )
    .flatMap((database): readonly Finding[] => {
      const instances = database.stack.resources.filter(({ type }) => type === 'AWS::EC2::Instance');
      const zone = database.properties['AvailabilityZone'];
      if (instances.length === 0 || instances.some((instance) => isSame(zoneOf(instance), zone))) return [];
      return [
        {
          resource: database,
          location: 'Properties.AvailabilityZone',
          got: zone === undefined ? 'absent: RDS picks one' : JSON.stringify(zone),
          charges: [usage('data between the zones, each way', 'transfer/between-zones')],
        },
      ];
    });

const isSame = (a: unknown, b: unknown) => a !== undefined && JSON.stringify(a) === JSON.stringify(b);

/** A rule against every resource of a type, priced as it stands. */
const everyOne = (types: string | readonly string[], property = ''): Rule['find'] =>
  eachOf(types, (resource, options) => ({
    location: `Properties${property && `.${property}`}`,
    got: (property && textAt(resource.stack, resource.properties, property)) || 'there',
    charges: chargesOf(resource, options),
  }));

export const networkRules: readonly Rule[] = [
  {
    id: 'FreeTier-NatGateway',
    title: 'NAT gateway',
    reason:
      'Billed by the hour and by the GB, idle too, and with an address. new ec2.Vpc() without props makes two or three of them.',
    fix: 'natGateways: 0 on the Vpc, with the server in a PUBLIC and the database in a PRIVATE_ISOLATED subnet',
    accounts: accountKinds,
    find: eachOf('AWS::EC2::NatGateway', (resource, options) => {
      const { stack, properties } = resource;
      const eip = resourceBehind(stack, properties['AllocationId']);
      return {
        location: 'Properties',
        got: 'there',
        charges: [...chargesOf(resource, options), ...(eip ? [address] : [])],
      };
    }),
  },
  {
    id: 'FreeTier-IdleElasticIp',
    title: 'Elastic IP that nothing uses',
    reason: 'An address is billed whether something answers at it or not.',
    fix: 'delete the CfnEIP, or associate it with the instance by a CfnEIPAssociation',
    accounts: accountKinds,
    find: eachOf('AWS::EC2::EIP', (resource) =>
      isUsed(resource) ? undefined : { location: 'Properties', got: 'not associated', charges: [address] },
    ),
  },
  {
    id: 'FreeTier-PublicIpv4',
    title: 'public IPv4 address beyond the first',
    reason:
      'Each public IPv4 address is billed since February 2024, in use or not. One is what a server on the internet needs; subnets with mapPublicIpOnLaunch hand out more.',
    fix: 'mapPublicIpOnLaunch: false on the subnets and associatePublicIpAddress: false on the Instance; reach it through Session Manager',
    accounts: accountKinds,
    find: (stacks) =>
      addressesOf(stacks)
        .slice(1)
        .map((resource) => ({ resource, location: 'Properties', got: 'not the first', charges: [address] })),
  },
  {
    id: 'FreeTier-InterfaceEndpoint',
    title: 'interface endpoint',
    reason:
      'Billed by the hour in each of its subnets, and by the GB. Session Manager alone wants three of them.',
    fix: 'leave it out: an instance in a public subnet reaches AWS without; S3 and DynamoDB have free gateway endpoints (ec2.GatewayVpcEndpointAwsService)',
    accounts: accountKinds,
    find: eachOf('AWS::EC2::VPCEndpoint', (resource, options) => {
      const { stack, properties } = resource;
      if (textAt(stack, properties, 'VpcEndpointType') !== 'Interface') return undefined;
      return {
        location: 'Properties.VpcEndpointType',
        got: 'Interface',
        charges: chargesOf(resource, options),
      };
    }),
  },
  {
    id: 'FreeTier-FlowLogs',
    title: 'flow logs',
    reason:
      'Every connection is a log line that CloudWatch bills by the GB, those of port scanners too. cdk-nag asks for them (VPC7).',
    fix: 'leave flowLogs and addFlowLog out; turn them on for the hour in which you look for something',
    accounts: accountKinds,
    find: everyOne('AWS::EC2::FlowLog'),
  },
  {
    id: 'FreeTier-LoadBalancer',
    title: 'load balancer',
    reason: 'Billed by the hour, without a single request, and with a public address in each of its subnets.',
    fix: 'let Nginx on the instance end TLS; one instance needs nothing in front of it',
    accounts: accountKinds,
    find: everyOne(
      ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancing::LoadBalancer'],
      'Type',
    ),
  },
  {
    id: 'FreeTier-OtherZone',
    title: 'database in another zone than its server',
    reason:
      'Traffic between zones is billed in both directions, within one it is free. Without a zone RDS picks one of its subnet group.',
    fix: 'availabilityZone on the DatabaseInstance: that of the instance’s subnet',
    accounts: accountKinds,
    find: findOtherZone,
  },
  {
    id: 'FreeTier-TransitGateway',
    title: 'transit gateway or VPN connection',
    reason: 'Each attachment and each connection is billed by the hour, and by the GB.',
    fix: 'leave it out; Session Manager forwards ports to an instance at no charge',
    accounts: accountKinds,
    find: everyOne([
      'AWS::EC2::TransitGatewayAttachment',
      'AWS::EC2::TransitGatewayVpcAttachment',
      'AWS::EC2::VPNConnection',
    ]),
  },
];
