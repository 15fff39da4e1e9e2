import { type Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { gp3Disk, knownImage, network } from '../parts';
import { micro, serverWith, type Trap } from './trap';

const group = (maxCapacity: number) => (stack: Stack) =>
  new autoscaling.AutoScalingGroup(stack, 'Group', {
    vpc: network(stack),
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    minCapacity: 1,
    maxCapacity,
    launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
      instanceType: micro('t3'),
      machineImage: knownImage,
      cpuCredits: ec2.CpuCredits.STANDARD,
      blockDevices: [gp3Disk(8)],
    }),
  });

export const machineTraps: readonly Trap[] = [
  {
    id: 'FreeTier-InstanceType',
    account: 'credit-free',
    trips: serverWith({ instanceType: micro('t2') }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-InstanceType',
    trips: serverWith({ instanceType: new ec2.InstanceType('t3.medium') }),
    avoids: serverWith({ instanceType: new ec2.InstanceType('t3.small') }),
  },
  {
    id: 'FreeTier-InstanceType',
    account: 'older',
    trips: serverWith({ instanceType: new ec2.InstanceType('t3.small') }),
    avoids: serverWith({ instanceType: micro('t2') }),
  },
  {
    id: 'FreeTier-LargeInstance',
    account: 'credit-free',
    trips: serverWith({ instanceType: new ec2.InstanceType('m7i-flex.large') }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-UnlimitedCpu',
    trips: serverWith({ creditSpecification: ec2.CpuCredits.UNLIMITED }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-DetailedMonitoring',
    trips: serverWith({ detailedMonitoring: true }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-MovingImage',
    trips: serverWith({ machineImage: ec2.MachineImage.latestAmazonLinux2023() }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-EndOfLifeImage',
    trips: serverWith({ machineImage: ec2.MachineImage.latestAmazonLinux2() }),
    avoids: serverWith({}),
    also: ['FreeTier-MovingImage'],
  },
  { id: 'FreeTier-AutoScaling', trips: group(3), avoids: group(1) },
];
