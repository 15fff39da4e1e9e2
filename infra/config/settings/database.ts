import { z } from 'zod';
import { mysqlVersionProblem, type MysqlVersion } from '../../constructs/mysql-database/mysql-version';
import { textWithout, wholeNumber, urlOf } from './checks';
import { rule } from './rule';

export const databaseSettings = {
  databaseInstanceClass: rule({
    group: 'database',
    schema: z
      .string()
      .regex(/^db\.[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'it is not the name of an RDS instance class')
      .transform((value) => value as `db.${string}`)
      .default('db.t3.micro'),
    meaning: 'RDS instance class',
    allowed: 'an RDS instance class: db.t3.micro, db.t4g.micro, …',
    change: '-c databaseInstanceClass=db.t3.micro',
  }),
  databaseVersion: rule({
    group: 'database',
    schema: textWithout<MysqlVersion>((version) => mysqlVersionProblem(version)).default('8.4.9'),
    meaning: 'Version of MySQL, pinned: RDS changes it only when the setting does',
    allowed: 'an 8.4.x that RDS offers and whose standard support has not ended',
    change:
      '-c databaseVersion=8.4.9; aws rds describe-db-engine-versions --engine mysql lists what RDS offers',
  }),
  databaseStorageGiB: rule({
    group: 'database',
    schema: wholeNumber(20, 65_536).default(20),
    meaning: 'Size of the disk of the database in GiB; it can grow later, never shrink',
    allowed: 'a whole number from 20 (the least RDS accepts for MySQL) to 65536',
    change: '-c databaseStorageGiB=20',
  }),
  databaseBackupDays: rule({
    group: 'database',
    schema: wholeNumber(0, 35).default(1),
    meaning: 'Days that automatic backups are kept; 0 makes none. A Free plan accepts at most 1',
    allowed: 'a whole number from 0 to 35',
    change: '-c databaseBackupDays=1',
  }),
  databaseOnDelete: rule({
    group: 'database',
    schema: z.enum(['delete', 'snapshot'], 'there is no such way to end').default('delete'),
    meaning:
      'What happens to the data when the stack is deleted: gone, or kept in a final snapshot that is billed and wants a reason in paidChoices',
    allowed: 'delete, snapshot',
    change: '-c databaseOnDelete=snapshot',
  }),
  databaseCaUrl: rule({
    group: 'database',
    schema: urlOf('https', 's3').default('https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem'),
    meaning: 'Trust anchors (PEM) of the certificate of the database',
    allowed: 'an https:// or s3://bucket/key address',
    change: '-c databaseCaUrl=https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem',
    only: 'one-server',
  }),
} as const;
