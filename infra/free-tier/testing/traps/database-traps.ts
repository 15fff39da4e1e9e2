import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { database, mysql, network } from '../parts';
import { databaseWith, neutral, type Trap } from './trap';

const withDatabaseProperty = (name: string, value: unknown) => (stack: Stack) =>
  (database(stack).node.defaultChild as rds.CfnDBInstance).addPropertyOverride(name, value);

/** As CDK renders it by default. */
const enrolled = (engine: rds.IInstanceEngine) => (stack: Stack) => {
  const { node } = database(stack, { engine });
  (node.defaultChild as rds.CfnDBInstance).addPropertyDeletionOverride('EngineLifecycleSupport');
};

export const databaseTraps: readonly Trap[] = [
  {
    id: 'FreeTier-DatabaseClass',
    trips: databaseWith({
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.LARGE),
    }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-DatabaseClass',
    account: 'credit-free',
    trips: databaseWith({
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
    }),
    avoids: databaseWith({
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO),
    }),
  },
  { id: 'FreeTier-MultiAz', trips: databaseWith({ multiAz: true }), avoids: databaseWith({}) },
  {
    id: 'FreeTier-DatabaseStorage',
    trips: databaseWith({ allocatedStorage: 100 }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-DatabaseDiskType',
    trips: databaseWith({ storageType: rds.StorageType.GP2 }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-ManagedPassword',
    trips: (stack) => {
      const { node } = database(stack);
      const resource = node.defaultChild as rds.CfnDBInstance;
      resource.addPropertyOverride('ManageMasterUserPassword', true);
      resource.addPropertyDeletionOverride('MasterUserPassword');
    },
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-ExtendedSupport',
    trips: enrolled(mysql('8.0.42', '8.0')),
    avoids: databaseWith({}),
    also: ['FreeTier-OldEngine'],
  },
  {
    id: 'FreeTier-ExtendedSupport',
    account: 'older',
    trips: enrolled(mysql('8.4.9')),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-OldEngine',
    trips: databaseWith({ engine: mysql('5.7.44', '5.7') }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-OldMinorVersion',
    trips: databaseWith({ engine: mysql('8.4.5') }),
    avoids: databaseWith({ engine: mysql('8.4.8') }),
  },
  {
    id: 'FreeTier-PublicDatabase',
    trips: databaseWith({ vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-BackupRetention',
    account: 'credit-free',
    trips: databaseWith({ backupRetention: Duration.days(7) }),
    avoids: databaseWith({ backupRetention: Duration.days(1) }),
  },
  {
    id: 'FreeTier-BackupRetention',
    trips: databaseWith({ backupRetention: Duration.days(35) }),
    avoids: databaseWith({ backupRetention: Duration.days(7) }),
  },
  {
    id: 'FreeTier-PerformanceInsights',
    trips: databaseWith({
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.LARGE),
      enablePerformanceInsights: true,
      performanceInsightRetention: rds.PerformanceInsightRetention.MONTHS_1,
    }),
    avoids: databaseWith({ enablePerformanceInsights: true }),
    also: ['FreeTier-DatabaseClass'],
  },
  {
    id: 'FreeTier-EnhancedMonitoring',
    trips: databaseWith({ monitoringInterval: Duration.seconds(60) }),
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-ReadReplica',
    trips: (stack) => {
      const vpc = network(stack);
      new rds.DatabaseInstanceReadReplica(stack, 'Replica', {
        vpc,
        vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        sourceDatabaseInstance: database(stack, { vpc }),
        instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
        storageType: rds.StorageType.GP3,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    },
    avoids: databaseWith({}),
  },
  {
    id: 'FreeTier-DatabaseCluster',
    trips: (stack) =>
      new rds.CfnDBCluster(stack, 'Cluster', {
        engine: 'aurora-mysql',
        masterUsername: 'waffle',
        masterUserPassword: '{{resolve:ssm-secure:/waffle/database/password}}',
        backupRetentionPeriod: 1,
      }).applyRemovalPolicy(RemovalPolicy.DESTROY),
    avoids: neutral,
  },
];

/** Overrides are seen, as the rules look at what was synthesized. */
export const overridden: readonly Trap[] = [
  { id: 'FreeTier-MultiAz', trips: withDatabaseProperty('MultiAZ', true), avoids: databaseWith({}) },
  {
    id: 'FreeTier-DatabaseStorage',
    trips: withDatabaseProperty('AllocatedStorage', '40'),
    avoids: databaseWith({}),
  },
];
