import { InstanceArchitecture, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { z } from 'zod';
import { serverImages } from '../../constructs/web-server/server-images';
import { wholeNumber } from './checks';
import { rule } from './rule';

/** The image is chosen by the architecture, which CDK reads out of the name, and of some names it cannot. */
const hasArchitecture = (name: string): boolean => {
  try {
    return Object.values(InstanceArchitecture).includes(new InstanceType(name).architecture);
  } catch {
    return false;
  }
};

const imageNames = Object.keys(serverImages) as [keyof typeof serverImages, ...(keyof typeof serverImages)[]];

export const serverSettings = {
  instanceType: rule({
    group: 'server',
    schema: z
      .string()
      .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'it is not the name of an instance type')
      .refine(hasArchitecture, 'CDK does not know the architecture of such a type, hence no image for it')
      .default('t2.micro'),
    meaning: 'EC2 instance type',
    allowed: 'an EC2 instance type: t2.micro, t3.micro, t4g.micro, …',
    change:
      '-c instanceType=t3.micro; aws ec2 describe-instance-types --filters Name=free-tier-eligible,Values=true lists yours',
    only: 'one-server',
  }),
  machineImage: rule({
    group: 'server',
    schema: z.enum(imageNames, 'there is no image of this name').default('al2023'),
    meaning: 'Operating system of the server, the newest image at the moment of its launch',
    allowed: imageNames.join(', '),
    change: '-c machineImage=al2023',
    only: 'one-server',
  }),
  serverGeneration: rule({
    group: 'server',
    schema: wholeNumber(1, 1_000_000).default(1),
    meaning: 'Raise it to replace the server by a new one with the newest image',
    allowed: 'a whole number from 1 to 1000000',
    change: '-c serverGeneration=2',
    only: 'one-server',
  }),
} as const;
