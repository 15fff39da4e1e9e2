import {
  CreateVpcCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isOnPath, isRootOnLinux } from '../../test/helpers/machine';
import { describeWhere } from '../../test/helpers/when-available';
import { MotoServer } from './moto-server';

const machine = { ImageId: 'ami-12c6146b', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;

describeWhere(isRootOnLinux && isOnPath('mmdebstrap'), 'root on Linux and mmdebstrap', 'moto', () => {
  const servers = [new MotoServer(), new MotoServer()] as const;
  beforeAll(async () => void (await Promise.all(servers.map((server) => server.start()))), 60_000);
  afterAll(async () => void (await Promise.all(servers.map((server) => server.remove()))));

  /** What is made, with some polls between. */
  async function make(server: MotoServer, seed: number, polls: number) {
    await server.order({ seed });
    const ec2 = new EC2Client(server.clientOptions);
    const poll = async () => {
      for (let asked = 0; asked < polls; asked++) await ec2.send(new DescribeSubnetsCommand({}));
    };
    await poll();
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/24' }));
    await poll();
    const { Instances } = await ec2.send(new RunInstancesCommand(machine));
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    const [instance] = Instances ?? [];
    const { InstanceId, SubnetId, PrivateIpAddress } = instance ?? {};
    const groups = SecurityGroups.map(({ GroupId }) => GroupId).sort();
    return { vpc: Vpc?.VpcId, InstanceId, SubnetId, PrivateIpAddress, groups };
  }

  test('with a seed, gives the same ids whoever polls', async () => {
    const [one, other] = await Promise.all([make(servers[0], 42, 1), make(servers[1], 42, 5)]);
    expect(one.groups).toHaveLength(2);
    expect(other).toEqual(one);
  });

  test('with another seed, gives other ids', async () => {
    const [one, other] = await Promise.all([make(servers[0], 42, 0), make(servers[1], 43, 0)]);
    expect(other.InstanceId).not.toBe(one.InstanceId);
    expect(other.vpc).not.toBe(one.vpc);
  });
});
