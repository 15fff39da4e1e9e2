import {
  autoScalingCharges,
  detailedMonitoringCharge,
  hasDetailedMonitoring,
  hasUnlimitedCpu,
  machineOf,
  surplusCpuCharges,
  typeCharges,
} from '../cost/ec2-charges';
import { numberAt, textAt } from '../template/read-property';
import type { Resource } from '../template/template-view';
import { accountKinds, eachOf, isParameterRef, type AccountKind, type Rule } from './rule';

const instanceType = 'AWS::EC2::Instance';

const smallest = ['t2', 't3', 't3a', 't4g'].flatMap((family) => [`${family}.nano`, `${family}.micro`]);

/** Which instance types an account may launch, or launches without thinking of the bill. */
const usualTypes: Readonly<Record<AccountKind, readonly string[]>> = {
  'credit-free': ['t3.micro', 't3.small', 't4g.micro', 't4g.small', 'c7i-flex.large', 'm7i-flex.large'],
  'credit-paid': ['t3.small', 't3a.small', 't4g.small', ...smallest],
  older: smallest,
};

const notEligible =
  'The specified instance type is not eligible for Free Tier. (InvalidParameterCombination, from EC2 at the launch)';

const latestImageTypes = 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>';

/** The SSM parameter that a template asks for its image at every deploy. */
const imageParameterOf = (resource: Resource): string | undefined => {
  const image = machineOf(resource)['ImageId'];
  if (!isParameterRef(image)) return undefined;
  const parameter = resource.stack.template.Parameters?.[image.Ref];
  return parameter?.Type === latestImageTypes ? String(parameter.Default ?? image.Ref) : undefined;
};

/** Any way in which a machine names its image. */
const imageNameOf = (resource: Resource): string =>
  imageParameterOf(resource) ?? textAt(resource.stack, machineOf(resource), 'ImageId') ?? '';

/** https://aws.amazon.com/amazon-linux-2/faqs, as quoted in 2026-08. */
const amazonLinux2End = '2026-06-30';

export const machineRules: readonly Rule[] = [
  {
    id: 'FreeTier-InstanceType',
    title: 'instance type that the account may not launch, or pays dearly for',
    reason:
      'A Free plan launches t3.micro, t3.small, t4g.micro, t4g.small, c7i-flex.large and m7i-flex.large only: EC2 refuses others, t2.micro too, in the middle of the deploy. Elsewhere a larger type runs without a word and bills by the hour.',
    fix: "instanceType: new ec2.InstanceType('t3.micro'), which every kind of account may run",
    accounts: accountKinds,
    find: eachOf(instanceType, (resource, { account, machineHours }) => {
      const machine = machineOf(resource);
      const type = textAt(resource.stack, machine, 'InstanceType');
      if (type === undefined || usualTypes[account].includes(type)) return undefined;
      return {
        location: 'Properties.InstanceType',
        got: type,
        charges: typeCharges(resource.stack, machine, machineHours),
        ...(account === 'credit-free' && { refusal: notEligible }),
      };
    }),
  },
  {
    id: 'FreeTier-LargeInstance',
    title: 'instance type that a Free plan allows and cannot afford',
    reason:
      'c7i-flex.large and m7i-flex.large are “free tier eligible”: a Free plan launches them. They are paid from the credits like everything else, which are gone within weeks, and with them the plan and the account.',
    fix: "instanceType: new ec2.InstanceType('t3.micro')",
    accounts: ['credit-free'],
    find: eachOf(instanceType, (resource, { machineHours }) => {
      const machine = machineOf(resource);
      const type = textAt(resource.stack, machine, 'InstanceType');
      if (!type || !usualTypes['credit-free'].includes(type) || !type.endsWith('.large')) return undefined;
      const charges = typeCharges(resource.stack, machine, machineHours);
      return { location: 'Properties.InstanceType', got: type, charges };
    }),
  },
  {
    id: 'FreeTier-UnlimitedCpu',
    title: 'unlimited CPU credits',
    reason:
      'EC2 launches T3, T3a and T4g “unlimited” unless told otherwise: a busy loop is not slowed down but billed, by the vCPU and hour.',
    fix: 'creditSpecification: ec2.CpuCredits.STANDARD on the Instance (cpuCredits on a LaunchTemplate)',
    accounts: accountKinds,
    find: eachOf(instanceType, (resource, { machineHours }) => {
      const machine = machineOf(resource);
      if (!hasUnlimitedCpu(resource.stack, machine)) return undefined;
      const got = textAt(resource.stack, machine, 'CreditSpecification.CPUCredits') ?? 'absent: unlimited';
      const charges = surplusCpuCharges(resource.stack, machine, machineHours);
      return { location: 'Properties.CreditSpecification', got, charges };
    }),
  },
  {
    id: 'FreeTier-DetailedMonitoring',
    title: 'detailed monitoring of an instance',
    reason:
      'Metrics every minute instead of every five are billed by the metric. cdk-nag asks for them (EC28).',
    fix: 'leave detailedMonitoring out; basic monitoring is free',
    accounts: accountKinds,
    find: eachOf(instanceType, (resource) =>
      hasDetailedMonitoring(resource.stack, machineOf(resource))
        ? { location: 'Properties.Monitoring', got: 'true', charges: [detailedMonitoringCharge] }
        : undefined,
    ),
  },
  {
    id: 'FreeTier-MovingImage',
    title: 'image that replaces the instance at a later deploy',
    reason:
      'The template asks SSM for the newest image at every deploy. After the next image is published, a deploy of anything else replaces the instance: downtime, an empty disk, and for a while both are billed.',
    fix: "machineImage: ec2.MachineImage.latestAmazonLinux2023({ cachedInContext: true }), or a launch template with imageId 'resolve:ssm:<name>', which EC2 resolves at the launch only",
    accounts: accountKinds,
    find: eachOf(instanceType, (resource) => {
      const got = imageParameterOf(resource);
      return got === undefined ? undefined : { location: 'Properties.ImageId', got, charges: [] };
    }),
  },
  {
    id: 'FreeTier-EndOfLifeImage',
    title: 'operating system past its end of life',
    reason:
      'No more security updates, and a current Node.js does not run on it (Amazon Linux 2 has glibc 2.26). A machine that was broken into mines at the expense of its owner.',
    fix: 'machineImage: ec2.MachineImage.latestAmazonLinux2023({ cachedInContext: true })',
    accounts: accountKinds,
    find: eachOf(instanceType, (resource, { date }) => {
      const image = imageNameOf(resource);
      if (!/amzn2-ami/.test(image) || date <= amazonLinux2End) return undefined;
      const got = `Amazon Linux 2, which ended on ${amazonLinux2End}`;
      return { location: 'Properties.ImageId', got, charges: [] };
    }),
  },
  {
    id: 'FreeTier-AutoScaling',
    title: 'group that adds instances by itself',
    reason:
      'Each instance of an auto scaling group is billed, with its disk and address; a health check that fails starts them over and over.',
    fix: 'one ec2.Instance; or minCapacity: 1, maxCapacity: 1 on the AutoScalingGroup',
    accounts: accountKinds,
    find: eachOf('AWS::AutoScaling::AutoScalingGroup', (resource, options) => {
      const { stack, properties } = resource;
      const most = numberAt(stack, properties, 'MaxSize') ?? 1;
      if (most <= 1) return undefined;
      return {
        location: 'Properties.MaxSize',
        got: String(most),
        charges: autoScalingCharges(resource, options),
      };
    }),
  },
];
