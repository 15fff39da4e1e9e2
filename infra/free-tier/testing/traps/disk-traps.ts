import { RemovalPolicy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { gp3Disk } from '../parts';
import { serverWith, databaseWith, type Trap } from './trap';

export const diskTraps: readonly Trap[] = [
  {
    id: 'FreeTier-DiskType',
    trips: serverWith({ blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8) }] }),
    avoids: serverWith({}),
  },
  {
    id: 'FreeTier-DiskSize',
    trips: serverWith({ blockDevices: [gp3Disk(100)] }),
    avoids: serverWith({ blockDevices: [gp3Disk(30)] }),
  },
  {
    id: 'FreeTier-ProvisionedIops',
    trips: (stack) =>
      new ec2.Volume(stack, 'Volume', {
        availabilityZone: 'us-east-1a',
        size: Size.gibibytes(20),
        volumeType: ec2.EbsDeviceVolumeType.GP3,
        iops: 6000,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    avoids: (stack) =>
      new ec2.Volume(stack, 'Volume', {
        availabilityZone: 'us-east-1a',
        size: Size.gibibytes(20),
        volumeType: ec2.EbsDeviceVolumeType.GP3,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
  },
  {
    id: 'FreeTier-RetainedResource',
    trips: databaseWith({ removalPolicy: RemovalPolicy.RETAIN }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-FinalSnapshot',
    trips: databaseWith({ removalPolicy: RemovalPolicy.SNAPSHOT }),
    avoids: databaseWith({}),
  },
];
