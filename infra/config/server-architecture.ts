import { InstanceArchitecture, InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { Architecture } from '../../contract';
import type { Settings } from './settings';

/** Processor that a release is built for: of the server's type, as its name says it; tasks of Fargate are x86-64. */
export const serverArchitecture = ({
  topology,
  instanceType,
}: Pick<Settings, 'topology' | 'instanceType'>): Architecture =>
  topology === 'one-server' && new InstanceType(instanceType).architecture === InstanceArchitecture.ARM_64
    ? 'arm64'
    : 'x64';
