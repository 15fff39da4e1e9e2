import { at, type Resources, textOf } from './template';

/** `20 GiB gp3, encrypted`. */
export const describeDisk = (disk: unknown) =>
  `${textOf(at(disk, 'VolumeSize'))} GiB ${textOf(at(disk, 'VolumeType'))}${at(disk, 'Encrypted') === true ? ', encrypted' : ''}`;

/** The one that is no replica. */
export const describeDatabase = (all: Resources): readonly string[] => {
  const database = all.only('AWS::RDS::DBInstance');
  const backups = Number(database['BackupRetentionPeriod']);
  return [
    `RDS ${textOf(database['DBInstanceClass'])}`,
    `MySQL ${textOf(database['EngineVersion'])}`,
    describeDisk({
      VolumeSize: database['AllocatedStorage'],
      VolumeType: database['StorageType'],
      Encrypted: database['StorageEncrypted'],
    }),
    ...(database['MultiAZ'] === true ? ['a standby in another zone'] : []),
    database['PubliclyAccessible'] === false ? 'no public address' : 'PUBLIC ADDRESS',
    backups === 0 ? 'no backups' : `backups of ${backups} day${backups === 1 ? '' : 's'}`,
  ];
};
