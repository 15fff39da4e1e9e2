import { fixed, possible, type Charge, type ChargeOptions } from '../cost/charge';
import { machineOf, performanceCharges, volumeCharges, volumesOf } from '../cost/ec2-charges';
import { chargesOf } from '../cost/estimate-cost';
import { classOf, iopsCharges } from '../cost/rds-charges';
import { numberAt, textAt } from '../template/read-property';
import type { Properties, Resource, StackView } from '../template/template-view';
import { accountKinds, eachOf, resourcesOf, type Finding, type Rule } from './rule';

/** The allowance of the former Free Tier, and more than one small server needs. */
const usualGib = 30;

interface Disk {
  readonly resource: Resource;
  readonly properties: Properties;
  readonly location: string;
}

const disksOf = (stacks: readonly StackView[]): readonly Disk[] =>
  resourcesOf(stacks, ['AWS::EC2::Instance', 'AWS::EC2::Volume']).flatMap((resource) =>
    resource.type === 'AWS::EC2::Volume'
      ? [{ resource, properties: resource.properties, location: 'Properties' }]
      : volumesOf(resource.stack, machineOf(resource)).map((properties, index) => ({
          resource,
          properties,
          location: `Properties.BlockDeviceMappings.${index}.Ebs`,
        })),
  );

const typeOf = ({ resource, properties }: Disk) => textAt(resource.stack, properties, 'VolumeType');

const sizeOf = ({ resource: { stack }, properties }: Disk) =>
  numberAt(stack, properties, 'VolumeSize') ?? numberAt(stack, properties, 'Size') ?? 0;

const findWrongType = (disk: Disk): readonly Finding[] => {
  const type = typeOf(disk);
  if (type === 'gp3') return [];
  const { resource, properties, location } = disk;
  const charges = volumeCharges(resource.stack, properties, 'gp2');
  return [{ resource, location: `${location}.VolumeType`, got: type ?? 'absent: gp2', charges }];
};

/** Every disk from the one on that goes beyond what is usual. */
const findLarge: Rule['find'] = (stacks) => {
  const findings: Finding[] = [];
  let total = 0;
  for (const disk of disksOf(stacks)) {
    const gib = sizeOf(disk);
    const excess = Math.min(gib, total + gib - usualGib);
    total += gib;
    if (excess > 0) findings.push(excessOf(disk, gib, excess, total));
  }
  return findings;
};

const excessOf = (disk: Disk, gib: number, excess: number, total: number): Finding => ({
  resource: disk.resource,
  location: `${disk.location}.${disk.resource.type === 'AWS::EC2::Volume' ? 'Size' : 'VolumeSize'}`,
  got: `${gib} GiB, ${total} GiB of disks in all`,
  charges: [fixed(`${excess} GiB beyond ${usualGib}`, excess, `ebs/${typeOf(disk) ?? 'gp2'}`)],
});

const diskIops = (stacks: readonly StackView[]): readonly Finding[] =>
  disksOf(stacks).flatMap(({ resource, properties, location }) => {
    const charges = performanceCharges(
      resource.stack,
      properties,
      typeOf({ resource, properties, location }) ?? 'gp2',
    );
    const got = charges.map(({ what }) => what).join(', ');
    return charges.length === 0 ? [] : [{ resource, location: `${location}.Iops`, got, charges }];
  });

const databaseIops = eachOf('AWS::RDS::DBInstance', (resource) => {
  const { stack, properties } = resource;
  const type = textAt(stack, properties, 'StorageType') ?? 'io1';
  const charges = iopsCharges(resource, type, numberAt(stack, properties, 'AllocatedStorage') ?? 0);
  if (charges.length === 0) return undefined;
  return { location: 'Properties.Iops', got: String(numberAt(stack, properties, 'Iops')), charges };
});

/** What goes on being billed after the stack is gone. */
const retained = (resource: Resource, options: ChargeOptions): readonly Charge[] =>
  chargesOf(resource, options)
    .filter(({ kind }) => kind === 'fixed')
    .map((charge) => ({ ...charge, what: `${charge.what}, after the stack is gone` }));

export const diskRules: readonly Rule[] = [
  {
    id: 'FreeTier-DiskType',
    title: 'disk of another type than gp3',
    reason:
      'gp3 is the cheapest SSD and comes with 3,000 IOPS. CDK’s Instance renders no type for blockDevices, and EC2 then takes gp2, a quarter dearer.',
    fix: 'blockDevices: [{ deviceName, volume: ec2.BlockDeviceVolume.ebs(size, { volumeType: ec2.EbsDeviceVolumeType.GP3 }) }]',
    accounts: accountKinds,
    find: (stacks) => disksOf(stacks).flatMap(findWrongType),
  },
  {
    id: 'FreeTier-DiskSize',
    title: `more than ${usualGib} GiB of disks`,
    reason: 'A disk is billed by its size, full or empty, also while its instance is stopped.',
    fix: `keep the sizes in blockDevices and ec2.Volume within ${usualGib} GiB in all`,
    accounts: accountKinds,
    find: findLarge,
  },
  {
    id: 'FreeTier-ProvisionedIops',
    title: 'provisioned IOPS',
    reason: 'IOPS beyond those included are billed by the number that was asked for, used or not.',
    fix: 'leave out iops and throughput; gp3 has 3,000 IOPS and 125 MiB/s included',
    accounts: accountKinds,
    find: (stacks, options) => [...diskIops(stacks), ...databaseIops(stacks, options)],
  },
  {
    id: 'FreeTier-RetainedResource',
    title: 'resource that outlives its stack',
    reason:
      'DeletionPolicy: Retain leaves it running and billed when the stack is deleted, where nobody looks.',
    fix: 'applyRemovalPolicy(RemovalPolicy.DESTROY)',
    accounts: accountKinds,
    find: (stacks, options) =>
      stacks
        .flatMap(({ resources }) => resources)
        .filter(({ deletionPolicy }) => deletionPolicy?.startsWith('Retain'))
        .map((resource) => ({ resource, charges: retained(resource, options) }))
        .filter(({ charges }) => charges.length > 0)
        .map((finding) => ({
          ...finding,
          location: 'DeletionPolicy',
          got: finding.resource.deletionPolicy ?? 'Retain',
        })),
  },
  {
    id: 'FreeTier-FinalSnapshot',
    title: 'final snapshot of a database',
    reason:
      'Deleting the stack makes a snapshot that is billed until somebody remembers it. It is the default of CloudFormation and of CDK.',
    fix: 'removalPolicy: RemovalPolicy.DESTROY on the DatabaseInstance',
    accounts: accountKinds,
    find: eachOf(['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'], (resource) => {
      const { stack, properties, deletionPolicy = 'Snapshot' } = resource;
      // A replica, and an instance of a cluster, are deleted without one.
      if (deletionPolicy !== 'Snapshot' || 'SourceDBInstanceIdentifier' in properties) return undefined;
      if (resource.type === 'AWS::RDS::DBInstance' && 'DBClusterIdentifier' in properties) return undefined;
      const gib = numberAt(stack, properties, 'AllocatedStorage');
      const got = resource.deletionPolicy ?? `absent: Snapshot${classOf(resource) ? '' : ' of the cluster'}`;
      const charges =
        gib === undefined
          ? []
          : [possible('snapshot as large as the disk, after the stack is gone', gib, 'rds/backup')];
      return { location: 'DeletionPolicy', got, charges };
    }),
  },
];
