import { possible, usage } from '../cost/charge';
import { minorSupportEnd, standardSupportEnd } from '../cost/engine-support';
import { chargesOf } from '../cost/estimate-cost';
import {
  classCharges,
  classOf,
  engineOf,
  extendedSupportCharges,
  insightsCharges,
  isEnrolledInExtendedSupport,
  publicAddressCharge,
  secretCharge,
  storageCharges,
  versionOf,
} from '../cost/rds-charges';
import { isTrueAt, numberAt, textAt } from '../template/read-property';
import type { Resource } from '../template/template-view';
import { accountKinds, eachOf, type Rule } from './rule';

const database = 'AWS::RDS::DBInstance';
const databaseOrCluster = [database, 'AWS::RDS::DBCluster'];

/** The least RDS accepts for MySQL. */
const leastGib = 20;

/** A minor version that ends within this many days will be upgraded behind the template's back. */
const soonDays = 30;

const refusedSize =
  'This instance size isn’t available with free plan accounts. (FreeTierRestrictionError, from RDS)';
const refusedBackups =
  'The specified backup retention period exceeds the maximum available to free tier customers. (FreeTierRestrictionError, from RDS)';

const refusedVersion = 'RDS creates no version past its standard support where Extended Support is disabled.';

const daysAfter = (date: string, days: number) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** The part that is in a second zone. */
const secondCopy = (resource: Resource, options: Parameters<typeof classCharges>[1]) =>
  [...classCharges(resource, options), ...storageCharges(resource)].flatMap((charge) =>
    charge.kind === 'fixed'
      ? [{ ...charge, quantity: charge.quantity / 2, what: `${charge.what}: the second` }]
      : [],
  );

/** With the day from which on it is billed, where that is to come. */
const enrolment = (resource: Resource, date: string) => {
  const { stack, properties } = resource;
  const support = textAt(stack, properties, 'EngineLifecycleSupport') ?? 'absent: enrolled';
  const end = standardSupportEnd(engineOf(resource) ?? '', versionOf(resource) ?? '');
  return end === undefined || date > end ? support : `${support}, billed after ${end}`;
};

export const databaseRules: readonly Rule[] = [
  {
    id: 'FreeTier-DatabaseClass',
    title: 'database class larger than micro',
    reason:
      'A Free plan accepts micro classes only and refuses db.t4g.small. Elsewhere CDK’s default, db.m5.large, is created and billed by the hour.',
    fix: 'instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO) on the DatabaseInstance',
    accounts: accountKinds,
    find: eachOf(database, (resource, options) => {
      const instanceClass = classOf(resource);
      if (instanceClass === undefined || instanceClass.endsWith('.micro')) return undefined;
      return {
        location: 'Properties.DBInstanceClass',
        got: instanceClass,
        charges: classCharges(resource, options),
        ...(options.account === 'credit-free' && { refusal: refusedSize }),
      };
    }),
  },
  {
    id: 'FreeTier-MultiAz',
    title: 'database in two zones',
    reason: 'The standby is billed like the primary, machine and disk. cdk-nag asks for it (RDS3).',
    fix: 'multiAz: false on the DatabaseInstance',
    accounts: accountKinds,
    find: eachOf(database, (resource, options) => {
      if (!isTrueAt(resource.stack, resource.properties, 'MultiAZ')) return undefined;
      return { location: 'Properties.MultiAZ', got: 'true', charges: secondCopy(resource, options) };
    }),
  },
  {
    id: 'FreeTier-DatabaseStorage',
    title: `more than ${leastGib} GiB of RDS storage`,
    reason:
      'CDK’s default is 100 GiB. Storage is billed while the database is stopped, and can grow but never shrink.',
    fix: `allocatedStorage: ${leastGib} on the DatabaseInstance, without maxAllocatedStorage`,
    accounts: accountKinds,
    find: eachOf(database, (resource) => {
      const { stack, properties } = resource;
      const gib = numberAt(stack, properties, 'AllocatedStorage') ?? 0;
      const most = numberAt(stack, properties, 'MaxAllocatedStorage') ?? 0;
      if (Math.max(gib, most) <= leastGib) return undefined;
      const type = textAt(stack, properties, 'StorageType') ?? 'gp3';
      return gib > leastGib
        ? { location: 'Properties.AllocatedStorage', got: `${gib} GiB`, charges: storageCharges(resource) }
        : {
            location: 'Properties.MaxAllocatedStorage',
            got: `${most} GiB`,
            charges: [possible(`${most - gib} GiB that it may grow by`, most - gib, `rds/storage/${type}`)],
          };
    }),
  },
  {
    id: 'FreeTier-DatabaseDiskType',
    title: 'RDS storage of another type than gp3',
    reason:
      'gp2, CDK’s default, costs as much as gp3 and has 100 IOPS at 20 GiB instead of 3,000, which people then cure by paying for more GiB; io1 bills its IOPS; magnetic bills each request.',
    fix: 'storageType: rds.StorageType.GP3 on the DatabaseInstance',
    accounts: accountKinds,
    find: eachOf(database, (resource) => {
      const { stack, properties } = resource;
      const type = textAt(stack, properties, 'StorageType') ?? 'gp3';
      if (type === 'gp3' || 'DBClusterIdentifier' in properties) return undefined;
      return {
        location: 'Properties.StorageType',
        got: type,
        charges: type === 'gp2' ? [] : storageCharges(resource),
      };
    }),
  },
  {
    id: 'FreeTier-ManagedPassword',
    title: 'master password in Secrets Manager, made by RDS',
    reason:
      'RDS makes a secret of its own, rotates it every seven days, and Secrets Manager bills it every month.',
    fix: "credentials: rds.Credentials.fromPassword(user, SecretValue.ssmSecure('/app/database/password')); a standard SecureString costs nothing",
    accounts: accountKinds,
    find: eachOf(databaseOrCluster, ({ stack, properties }) =>
      isTrueAt(stack, properties, 'ManageMasterUserPassword')
        ? { location: 'Properties.ManageMasterUserPassword', got: 'true', charges: [secretCharge] }
        : undefined,
    ),
  },
  {
    id: 'FreeTier-ExtendedSupport',
    title: 'database enrolled in Extended Support',
    reason:
      'Unless turned off by name, RDS goes on supporting a version past its end and bills each vCPU by the hour, without asking. It is more than ten times the price of a micro database.',
    fix: 'engineLifecycleSupport: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED',
    accounts: accountKinds,
    find: eachOf(database, (resource, options) => {
      if (
        !['mysql', 'postgres'].includes(engineOf(resource) ?? '') ||
        !isEnrolledInExtendedSupport(resource)
      ) {
        return undefined;
      }
      return {
        location: 'Properties.EngineLifecycleSupport',
        got: enrolment(resource, options.date),
        charges: extendedSupportCharges(resource, options),
      };
    }),
  },
  {
    id: 'FreeTier-OldEngine',
    title: 'version of MySQL past its standard support',
    reason: 'RDS bills it as Extended Support; and where that is turned off, it refuses to create it.',
    fix: "engine: rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.of('8.4.9', '8.4') })",
    accounts: accountKinds,
    find: eachOf(database, (resource, options) => {
      const [engine = '', version = ''] = [engineOf(resource), versionOf(resource)];
      const end = standardSupportEnd(engine, version);
      if (end === undefined || options.date <= end) return undefined;
      return {
        location: 'Properties.EngineVersion',
        got: `${version}, whose standard support ended on ${end}`,
        charges: extendedSupportCharges(resource, options),
        ...(!isEnrolledInExtendedSupport(resource) && { refusal: refusedVersion }),
      };
    }),
  },
  {
    id: 'FreeTier-OldMinorVersion',
    title: 'minor version of MySQL that RDS is about to end',
    reason:
      'RDS upgrades it in a maintenance window of its own, template or not. The template then asks for an older version than the one that runs, and the next change of it fails.',
    fix: "rds.MysqlEngineVersion.of('8.4.9', '8.4'), or a later minor version",
    accounts: accountKinds,
    find: eachOf(database, (resource, { date }) => {
      const [engine = '', version = ''] = [engineOf(resource), versionOf(resource)];
      const end = minorSupportEnd(engine, version);
      if (end === undefined || end > daysAfter(date, soonDays)) return undefined;
      return { location: 'Properties.EngineVersion', got: `${version}, which ends by ${end}`, charges: [] };
    }),
  },
  {
    id: 'FreeTier-PublicDatabase',
    title: 'database with a public address',
    reason:
      'A second public IPv4 address, billed like the first, and 3306 on the internet. CDK does it by itself when the database is in public subnets.',
    fix: 'publiclyAccessible: false, and vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }',
    accounts: accountKinds,
    find: eachOf(database, ({ stack, properties }) =>
      isTrueAt(stack, properties, 'PubliclyAccessible')
        ? { location: 'Properties.PubliclyAccessible', got: 'true', charges: [publicAddressCharge] }
        : undefined,
    ),
  },
  {
    id: 'FreeTier-BackupRetention',
    title: 'long backup retention',
    reason:
      'A Free plan refuses more than one day. Elsewhere backups beyond the size of the database are billed by the GB.',
    fix: 'backupRetention: Duration.days(1) on the DatabaseInstance',
    accounts: accountKinds,
    find: eachOf(databaseOrCluster, ({ stack, properties }, { account }) => {
      const days = numberAt(stack, properties, 'BackupRetentionPeriod') ?? 1;
      if (days <= (account === 'credit-free' ? 1 : 7)) return undefined;
      return {
        location: 'Properties.BackupRetentionPeriod',
        got: `${days} days`,
        charges: [usage('backups beyond the size of the database', 'rds/backup')],
        ...(account === 'credit-free' && { refusal: refusedBackups }),
      };
    }),
  },
  {
    id: 'FreeTier-PerformanceInsights',
    title: 'Performance Insights kept for more than seven days',
    reason:
      'Seven days are free; longer, and the advanced mode of Database Insights, are billed by the vCPU.',
    fix: 'leave out enablePerformanceInsights, or performanceInsightRetention: rds.PerformanceInsightRetention.DEFAULT',
    accounts: accountKinds,
    find: eachOf(database, (resource) => {
      const charges = insightsCharges(resource);
      const got = charges.map(({ what }) => what).join(', ');
      return charges.length === 0
        ? undefined
        : { location: 'Properties.PerformanceInsightsRetentionPeriod', got, charges };
    }),
  },
  {
    id: 'FreeTier-EnhancedMonitoring',
    title: 'enhanced monitoring of a database',
    reason:
      'The agent writes its metrics into CloudWatch Logs, which bills them by the GB, the more the shorter the interval.',
    fix: 'leave out monitoringInterval; the metrics of CloudWatch are free',
    accounts: accountKinds,
    find: eachOf(database, ({ stack, properties }) => {
      const seconds = numberAt(stack, properties, 'MonitoringInterval') ?? 0;
      const charges = [usage(`metrics every ${seconds} s, as logs`, 'logs/ingested')];
      return seconds > 0
        ? { location: 'Properties.MonitoringInterval', got: `${seconds} s`, charges }
        : undefined;
    }),
  },
  {
    id: 'FreeTier-ReadReplica',
    title: 'read replica',
    reason: 'A second database, billed like the first.',
    fix: 'leave out the DatabaseInstanceReadReplica',
    accounts: accountKinds,
    find: eachOf(database, (resource, options) =>
      'SourceDBInstanceIdentifier' in resource.properties
        ? {
            location: 'Properties.SourceDBInstanceIdentifier',
            got: 'there',
            charges: chargesOf(resource, options),
          }
        : undefined,
    ),
  },
  {
    id: 'FreeTier-DatabaseCluster',
    title: 'Aurora or Multi-AZ cluster',
    reason:
      'Every instance of it, its storage and, with Aurora, each input and output are billed; its smallest classes are larger than micro.',
    fix: 'one rds.DatabaseInstance of class db.t3.micro',
    accounts: accountKinds,
    find: eachOf('AWS::RDS::DBCluster', (resource, options) => ({
      location: 'Properties.Engine',
      got: engineOf(resource) ?? 'there',
      charges: chargesOf(resource, options),
    })),
  },
];
