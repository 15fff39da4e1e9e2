import { Duration, RemovalPolicy, SecretValue, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';

/** An image known by its id, so that nothing is looked up. */
export const knownImage: ec2.IMachineImage = {
  getImage: () => ({
    imageId: 'ami-0123456789abcdef0',
    osType: ec2.OperatingSystemType.LINUX,
    userData: ec2.UserData.forLinux(),
  }),
};

/** A network that costs nothing. */
export const network = (stack: Stack, props: Partial<ec2.VpcProps> = {}): ec2.IVpc =>
  new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'Server', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
    ...props,
  }) as ec2.IVpc;

export const gp3Disk = (gib: number): ec2.BlockDevice => ({
  deviceName: '/dev/xvda',
  volume: ec2.BlockDeviceVolume.ebs(gib, { volumeType: ec2.EbsDeviceVolumeType.GP3, encrypted: true }),
});

/** A server that trips no rule. */
export const server = (stack: Stack, props: Partial<ec2.InstanceProps> = {}) => {
  const vpc = props.vpc ?? network(stack);
  const { instanceType = new ec2.InstanceType('t3.micro') } = props;
  return new ec2.Instance(stack, 'Server', {
    vpc,
    vpcSubnets: { subnets: vpc.publicSubnets.slice(0, 1) },
    instanceType,
    machineImage: knownImage,
    ...(instanceType.isBurstable() && { creditSpecification: ec2.CpuCredits.STANDARD }),
    blockDevices: [gp3Disk(8)],
    httpTokens: ec2.HttpTokens.REQUIRED,
    ...props,
  });
};

export const mysql = (version: string, series = '8.4') =>
  rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.of(version, series) });

/** A database that trips no rule. */
export const database = (stack: Stack, props: Partial<rds.DatabaseInstanceProps> = {}) =>
  new rds.DatabaseInstance(stack, 'Database', { ...safeDatabase(stack, props.vpc), ...props });

const safeDatabase = (stack: Stack, given?: ec2.IVpc) => ({
  vpc: given ?? network(stack),
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  engine: mysql('8.4.9'),
  instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
  allocatedStorage: 20,
  storageType: rds.StorageType.GP3,
  storageEncrypted: true,
  backupRetention: Duration.days(1),
  removalPolicy: RemovalPolicy.DESTROY,
  credentials: rds.Credentials.fromPassword('waffle', SecretValue.ssmSecure('/waffle/database/password')),
  engineLifecycleSupport: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
});

export const elasticIp = (stack: Stack, instance: ec2.Instance, id = 'Address') => {
  const eip = new ec2.CfnEIP(stack, id, { domain: 'vpc' });
  return new ec2.CfnEIPAssociation(stack, `${id}Association`, {
    allocationId: eip.attrAllocationId,
    instanceId: instance.instanceId,
  });
};
