import { hoursPerMonth } from '../price-list';
import { isTrueAt, isUnresolved, listAt, numberAt, textAt } from '../template/read-property';
import {
  isRecord,
  resourceBehind,
  type Properties,
  type Resource,
  type StackView,
} from '../template/template-view';
import { asPossible, fixed, possible, times, unknown, usage, type Charge, type ChargesOf } from './charge';
import { vcpusOf } from './vcpus';

/** Metrics that detailed monitoring of an instance is billed for. */
const detailedMetrics = 7;

const gp3Baseline = { iops: 3000, throughput: 125 };

/** An instance's properties, and those of its launch template where it has none of its own. */
export const machineOf = ({ stack, properties }: Resource): Properties => {
  const reference = properties['LaunchTemplate'];
  const id = isRecord(reference)
    ? (reference['LaunchTemplateId'] ?? reference['LaunchTemplateName'])
    : undefined;
  const data = resourceBehind(stack, id)?.properties['LaunchTemplateData'];
  return { ...(isRecord(data) ? data : {}), ...properties };
};

/** Burstable families that EC2 launches `unlimited` unless told otherwise; T2 is launched `standard`. */
export const hasUnlimitedCpu = (stack: StackView, machine: Properties): boolean => {
  const type = textAt(stack, machine, 'InstanceType') ?? '';
  if (!/^t\d/.test(type)) return false;
  const mode =
    textAt(stack, machine, 'CreditSpecification.CPUCredits') ??
    textAt(stack, machine, 'CreditSpecification.CpuCredits') ??
    (type.startsWith('t2.') ? 'standard' : 'unlimited');
  return mode !== 'standard';
};

export const hasDetailedMonitoring = (stack: StackView, machine: Properties): boolean =>
  isTrueAt(stack, machine, 'Monitoring') || isTrueAt(stack, machine, 'Monitoring.Enabled');

/** Block devices of an instance that are EBS volumes. */
export const volumesOf = (stack: StackView, machine: Properties): readonly Properties[] =>
  listAt(stack, machine, 'BlockDeviceMappings').flatMap((mapping) =>
    isRecord(mapping) && isRecord(mapping['Ebs']) ? [mapping['Ebs']] : [],
  );

/** The subnet an instance is launched into, if the template has it. */
export const subnetOf = ({ stack }: Resource, machine: Properties): Resource | undefined => {
  const [first] = listAt(stack, machine, 'NetworkInterfaces');
  return resourceBehind(stack, isRecord(first) ? first['SubnetId'] : machine['SubnetId']);
};

/** Whether EC2 gives an instance a public address of its own, or `undefined` when the template does not tell. */
export const hasAddressOfItsOwn = (resource: Resource, machine: Properties): boolean | undefined => {
  const { stack } = resource;
  const interfaces = listAt(stack, machine, 'NetworkInterfaces').filter(isRecord);
  const [asked] = interfaces.filter((properties) => 'AssociatePublicIpAddress' in properties);
  if (asked) return isTrueAt(stack, asked, 'AssociatePublicIpAddress');
  const subnet = subnetOf(resource, machine);
  if (subnet) return isTrueAt(stack, subnet.properties, 'MapPublicIpOnLaunch');
  return undefined;
};

/** Whether an Elastic IP of the template is for this instance: it then takes the place of its own address. */
export const hasElasticIp = ({ stack, logicalId }: Resource): boolean =>
  stack.resources.some(
    ({ type, properties }) =>
      ['AWS::EC2::EIP', 'AWS::EC2::EIPAssociation'].includes(type) &&
      resourceBehind(stack, properties['InstanceId'])?.logicalId === logicalId,
  );

export const instanceCharges: ChargesOf = (resource, options) => {
  const machine = machineOf(resource);
  return [
    ...machineCharges(resource.stack, machine, options.machineHours),
    ...addressCharges(resource, machine, options.machineHours),
  ];
};

/** Type, disks, monitoring and CPU of one machine, without its address. */
const machineCharges = (stack: StackView, machine: Properties, hours: number): readonly Charge[] => [
  ...typeCharges(stack, machine, hours),
  ...diskCharges(stack, machine),
  ...(hasDetailedMonitoring(stack, machine) ? [detailedMonitoringCharge] : []),
  ...surplusCpuCharges(stack, machine, hours),
];

export const detailedMonitoringCharge = fixed(
  'detailed monitoring',
  detailedMetrics,
  'ec2/detailed-monitoring',
);

export const typeCharges = (stack: StackView, machine: Properties, hours: number): readonly Charge[] => {
  const type = textAt(stack, machine, 'InstanceType');
  if (type === undefined) return [unknown('EC2 instance', 'its type is not in the template')];
  return [fixed(`EC2 ${type}`, hours, `ec2/${type}`)];
};

/** The most that surplus CPU can cost; what the type earns by itself comes off it. */
export const surplusCpuCharges = (
  stack: StackView,
  machine: Properties,
  hours: number,
): readonly Charge[] => {
  if (!hasUnlimitedCpu(stack, machine)) return [];
  const vcpus = vcpusOf(textAt(stack, machine, 'InstanceType') ?? '');
  if (vcpus === undefined) return [];
  return [possible('surplus CPU, all vCPUs busy all month', vcpus * hours, 'ec2/surplus-cpu')];
};

const diskCharges = (stack: StackView, machine: Properties): readonly Charge[] => {
  const volumes = volumesOf(stack, machine);
  if (volumes.length > 0) return volumes.flatMap((volume) => volumeCharges(stack, volume, 'gp2'));
  return [unknown('root disk', 'size and type are those of the image: the template names neither')];
};

/** Of an EBS volume, within an instance or alone. */
export const volumeCharges = (
  stack: StackView,
  volume: Properties,
  defaultType: string,
): readonly Charge[] => {
  const type = textAt(stack, volume, 'VolumeType') ?? defaultType;
  const gib = numberAt(stack, volume, 'VolumeSize') ?? numberAt(stack, volume, 'Size');
  if (gib === undefined) return [unknown(`${type} disk`, 'its size is that of its snapshot or image')];
  return [fixed(`${gib} GiB ${type}`, gib, `ebs/${type}`), ...performanceCharges(stack, volume, type)];
};

/** IOPS and throughput that are paid for beside the size. */
export const performanceCharges = (stack: StackView, volume: Properties, type: string): readonly Charge[] => {
  const included = type === 'gp3' ? gp3Baseline.iops : 0;
  const iops = ['gp3', 'io1', 'io2'].includes(type) ? (numberAt(stack, volume, 'Iops') ?? 0) - included : 0;
  const throughput = (numberAt(stack, volume, 'Throughput') ?? 0) - gp3Baseline.throughput;
  return [
    ...(iops > 0 ? [fixed(`${iops} provisioned IOPS`, iops, `ebs/${type}-iops`)] : []),
    ...(type === 'gp3' && throughput > 0
      ? [fixed(`${throughput} MiB/s provisioned`, throughput, 'ebs/gp3-throughput')]
      : []),
  ];
};

const addressCharges = (resource: Resource, machine: Properties, hours: number): readonly Charge[] => {
  if (hasElasticIp(resource)) return [];
  const hasAddress = hasAddressOfItsOwn(resource, machine);
  if (hasAddress === undefined)
    return [unknown('public IPv4 address', 'the template does not hold its subnet')];
  // EC2 takes it back while the instance is stopped.
  return hasAddress ? [fixed('public IPv4 address', hours, 'public-ipv4')] : [];
};

export const elasticIpCharges: ChargesOf = ({ stack, properties }) =>
  isUnresolved(stack, properties, 'PublicIpv4Pool') || textAt(stack, properties, 'PublicIpv4Pool')
    ? [unknown('Elastic IP', 'from a pool of one’s own, which is not billed like those of AWS')]
    : [fixed('public IPv4 address', hoursPerMonth, 'public-ipv4')];

export const standaloneVolumeCharges: ChargesOf = ({ stack, properties }) =>
  volumeCharges(stack, properties, 'gp2');

/** The instances it starts with are sure, those it may add are possible. */
export const autoScalingCharges: ChargesOf = (resource, { machineHours }) => {
  const { stack, properties } = resource;
  const least = numberAt(stack, properties, 'DesiredCapacity') ?? numberAt(stack, properties, 'MinSize') ?? 0;
  const most = numberAt(stack, properties, 'MaxSize') ?? least;
  const machine = groupMachineOf(resource);
  if (machine === undefined) return [unknown('instances', 'the launch template is not in the template')];
  const one = [
    ...machineCharges(stack, machine, machineHours),
    ...groupAddressCharges(resource, machineHours),
  ];
  return [
    ...times(least, one),
    ...asPossible(times(Math.max(0, most - least), one)).map(asAdditional),
    usage('data between zones, each way', 'transfer/between-zones'),
  ];
};

/** Of one instance of a group: its subnets decide. */
const groupAddressCharges = ({ stack, properties }: Resource, hours: number): readonly Charge[] => {
  const subnets = listAt(stack, properties, 'VPCZoneIdentifier').map((value) => resourceBehind(stack, value));
  const [first] = subnets;
  if (first === undefined) return [unknown('public IPv4 address', 'the template does not hold its subnets')];
  const isPublic = isTrueAt(stack, first.properties, 'MapPublicIpOnLaunch');
  return isPublic ? [fixed('public IPv4 address', hours, 'public-ipv4')] : [];
};

const asAdditional = (charge: Charge): Charge => ({ ...charge, what: `${charge.what}, when scaled out` });

const groupMachineOf = ({ stack, properties }: Resource): Properties | undefined => {
  const template = properties['LaunchTemplate'];
  const policy = properties['MixedInstancesPolicy'];
  const specification =
    isRecord(policy) && isRecord(policy['LaunchTemplate']) ? policy['LaunchTemplate'] : {};
  const reference = template ?? specification['LaunchTemplateSpecification'];
  const id = isRecord(reference) ? reference['LaunchTemplateId'] : properties['LaunchConfigurationName'];
  const found = resourceBehind(stack, id);
  const data = found?.properties['LaunchTemplateData'] ?? found?.properties;
  return isRecord(data) ? data : undefined;
};
