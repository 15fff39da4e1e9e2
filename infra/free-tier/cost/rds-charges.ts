import { hoursPerMonth } from '../price-list';
import { isTrueAt, isUnresolved, listAt, numberAt, textAt } from '../template/read-property';
import type { Resource } from '../template/template-view';
import { fixed, possible, unknown, usage, type Charge, type ChargeOptions, type ChargesOf } from './charge';
import { extendedSupportPrice, standardSupportEnd } from './engine-support';
import { vcpusOf } from './vcpus';

export const engineOf = ({ stack, properties }: Resource) => textAt(stack, properties, 'Engine');
export const classOf = ({ stack, properties }: Resource) => textAt(stack, properties, 'DBInstanceClass');
export const versionOf = ({ stack, properties }: Resource) => textAt(stack, properties, 'EngineVersion');

/** Extended Support is on unless it is turned off by name. */
export const isEnrolledInExtendedSupport = ({ stack, properties }: Resource) =>
  textAt(stack, properties, 'EngineLifecycleSupport') !== 'open-source-rds-extended-support-disabled';

/** Of a DB instance: what runs, what is stored, and what is switched on beside. */
export const databaseCharges: ChargesOf = (resource, options) => [
  ...classCharges(resource, options),
  ...surplusCpuCharges(resource, options),
  ...storageCharges(resource),
  ...extendedSupportCharges(resource, options),
  ...insightsCharges(resource),
  ...(isTrueAt(resource.stack, resource.properties, 'PubliclyAccessible') ? [publicAddressCharge] : []),
  ...(isTrueAt(resource.stack, resource.properties, 'ManageMasterUserPassword') ? [secretCharge] : []),
  ...loggingCharges(resource),
];

export const publicAddressCharge = fixed('public IPv4 address of the database', hoursPerMonth, 'public-ipv4');
export const secretCharge = fixed('secret of the master password', 1, 'secrets-manager/secret');

/** AWS bills the standby like the primary, machine and disk alike. */
const copiesOf = ({ stack, properties }: Resource) => (isTrueAt(stack, properties, 'MultiAZ') ? 2 : 1);

const inTwoZones = (copies: number) => (copies === 2 ? ', in two zones' : '');

export const classCharges = (resource: Resource, { machineHours }: ChargeOptions): readonly Charge[] => {
  const instanceClass = classOf(resource);
  const engine = engineOf(resource) ?? sourceEngineOf(resource);
  if (instanceClass === undefined) return [unknown('RDS instance', 'its class is not in the template')];
  if (engine === undefined) return [unknown(`RDS ${instanceClass}`, 'its engine is not in the template')];
  const copies = copiesOf(resource);
  const what = `RDS ${instanceClass}, ${engine}${inTwoZones(copies)}`;
  return [fixed(what, machineHours * copies, `rds/${engine}/${instanceClass}`)];
};

/** RDS runs T3 and T4g unlimited and has no switch for it: only an alarm helps. */
const surplusCpuCharges = (resource: Resource, { machineHours }: ChargeOptions): readonly Charge[] => {
  const instanceClass = classOf(resource) ?? '';
  if (!/^db\.t(3|4g)\./.test(instanceClass)) return [];
  const vcpuHours = (vcpusOf(instanceClass) ?? 0) * machineHours * copiesOf(resource);
  return [possible('surplus CPU, all vCPUs busy all month', vcpuHours, 'rds/surplus-cpu')];
};

/** A replica runs what its source runs. */
const sourceEngineOf = (resource: Resource): string | undefined => {
  const source = sourceOf(resource);
  return source && engineOf(source);
};

const sourceOf = ({ stack, properties }: Resource): Resource | undefined =>
  'SourceDBInstanceIdentifier' in properties
    ? stack.resources.find(({ type, properties: { Engine } }) => type === databaseType && Engine)
    : undefined;

const databaseType = 'AWS::RDS::DBInstance';

export const storageCharges = (resource: Resource): readonly Charge[] => {
  const { stack, properties } = resource;
  // Of a cluster, the storage is the cluster's.
  if ('DBClusterIdentifier' in properties) return [];
  const type =
    textAt(stack, properties, 'StorageType') ?? (numberAt(stack, properties, 'Iops') ? 'io1' : 'gp3');
  const gib = numberAt(stack, (sourceOf(resource) ?? resource).properties, 'AllocatedStorage');
  if (gib === undefined) return [unknown('RDS storage', 'its size is not in the template')];
  const copies = copiesOf(resource);
  return [
    fixed(`${gib} GiB of RDS storage, ${type}${inTwoZones(copies)}`, gib * copies, `rds/storage/${type}`),
    ...iopsCharges(resource, type, gib),
    ...backupCharges(resource),
  ];
};

/** gp3 includes 3,000, from 400 GiB on 12,000. */
export const iopsCharges = (resource: Resource, type: string, gib: number): readonly Charge[] => {
  const { stack, properties } = resource;
  const includedByGp3 = gib >= 400 ? 12_000 : 3000;
  const iops = (numberAt(stack, properties, 'Iops') ?? 0) - (type === 'gp3' ? includedByGp3 : 0);
  if (iops <= 0 || !['gp3', 'io1', 'io2'].includes(type)) return [];
  return [fixed(`${iops} provisioned IOPS`, iops * copiesOf(resource), `rds/storage/${type}-iops`)];
};

/** Backups up to the size of the database are free. */
export const backupCharges = ({ stack, properties }: Resource): readonly Charge[] => {
  const days = numberAt(stack, properties, 'BackupRetentionPeriod') ?? 1;
  const kept = days === 1 ? 'a day' : `${days} days`;
  return days === 0 ? [] : [usage(`backups of ${kept}, beyond the size of the database`, 'rds/backup')];
};

/** Billed all month: bills of 2026 show that stopping the database does not end it. */
export const extendedSupportCharges = (
  resource: Resource,
  { date }: Pick<ChargeOptions, 'date'>,
): readonly Charge[] => {
  const [engine, version, instanceClass] = [engineOf(resource), versionOf(resource), classOf(resource)];
  if (!isEnrolledInExtendedSupport(resource) || !engine || !['mysql', 'postgres'].includes(engine)) return [];
  if (version === undefined)
    return [unknown('Extended Support', 'the version of the engine is not in the template')];
  const price = extendedSupportPrice(engine, version, date);
  if (price === undefined && standardSupportEnd(engine, version)) return [];
  const vcpus = vcpusOf(instanceClass ?? '');
  if (price === undefined || vcpus === undefined) {
    return [unknown('Extended Support', `no sourced dates for ${engine} ${version} on ${instanceClass}`)];
  }
  const hours = vcpus * hoursPerMonth * copiesOf(resource);
  return [fixed(`Extended Support of ${engine} ${version}, ${vcpus} vCPUs`, hours, price)];
};

export const insightsCharges = (resource: Resource): readonly Charge[] => {
  const { stack, properties } = resource;
  const days = numberAt(stack, properties, 'PerformanceInsightsRetentionPeriod') ?? 7;
  const isAdvanced = textAt(stack, properties, 'DatabaseInsightsMode') === 'advanced';
  if (!isAdvanced && (days <= 7 || !isTrueAt(stack, properties, 'EnablePerformanceInsights'))) return [];
  const instanceClass = classOf(resource) ?? '';
  const what = isAdvanced ? 'Database Insights, advanced' : `Performance Insights kept for ${days} days`;
  if (isAdvanced) return [unknown(what, 'no sourced price')];
  return [fixed(what, vcpusOf(instanceClass) ?? 1, `rds/performance-insights/${instanceClass}`)];
};

export const loggingCharges = ({ stack, properties }: Resource): readonly Charge[] => {
  const logs = listAt(stack, properties, 'EnableCloudwatchLogsExports');
  const interval = numberAt(stack, properties, 'MonitoringInterval') ?? 0;
  return [
    ...(logs.length > 0 ? [usage(`logs in CloudWatch: ${logs.join(', ')}`, 'logs/ingested')] : []),
    ...(interval > 0 ? [usage(`enhanced monitoring every ${interval} s`, 'logs/ingested')] : []),
    ...(isUnresolved(stack, properties, 'MonitoringInterval')
      ? [unknown('enhanced monitoring', 'its interval is known to CloudFormation only')]
      : []),
  ];
};
