import { z } from 'zod';
import { defaultProjectName } from '../../contract';
import { defaultMonthlyLimitUsd } from '../constructs/cost-budget/cost-budget';
import { mysqlVersionProblem } from '../constructs/mysql-database/mysql-version';
import { hostedZoneGuide, hostedZoneIdProblem } from '../constructs/public-endpoint/hosted-zone';
import { parseTimeToLive, timeToLiveGuide, timeToLiveProblem } from '../constructs/schedule/time-to-live';
import {
  parseWorkingHours,
  workingHoursGuide,
  workingHoursProblem,
} from '../constructs/schedule/working-hours';
import { sshAddressGuide, sshAddressProblem } from '../constructs/shared-security-group/ssh-address';
import { serverImages } from '../constructs/web-server/server-images';

/** A setting: how its value is checked, and what an error says about the values allowed and the way out. */
interface SettingRule<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** One line for the table in infra/README.md. */
  readonly meaning: string;
  readonly allowed: string;
  readonly change: string;
}

const rule = <Schema extends z.ZodType>(definition: SettingRule<Schema>) => definition;

/** Makes a function that names the problem of a value, if any, a check of zod's. */
const explain =
  (problem: (value: string) => string | undefined) => (value: string, context: z.RefinementCtx<string>) => {
    const message = problem(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  };

const wholeNumber = (smallest: number, largest: number) => {
  const reason = `it is not a whole number from ${smallest} to ${largest}`;
  return z.coerce.number(reason).int(reason).min(smallest, reason).max(largest, reason);
};

/** `http://` is not among them: what is fetched from there decides whom the server trusts. */
const urlOf = (...schemes: readonly string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.replace(':', '')),
      `it is not an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    );

const hostNamePattern =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

const imageNames = Object.keys(serverImages) as [keyof typeof serverImages, ...(keyof typeof serverImages)[]];

/** Every setting of the stacks. Context keys, so `cdk.json` and `-c name=value` both give them; empty means default. */
export const settingRules = {
  projectName: rule({
    schema: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, 'it does not fit the names that AWS accepts everywhere')
      .regex(/^(?!aws|ssm|sg-)/, 'AWS keeps names that begin with aws, ssm or sg- for itself')
      .default(defaultProjectName),
    meaning: 'Name of the stack, prefix of names, tags and SSM parameters',
    allowed: '3 to 32 of a-z, 0-9 and -, first a letter, not beginning with aws, ssm or sg-',
    change: `-c projectName=${defaultProjectName}`,
  }),
  instanceType: rule({
    schema: z
      .string()
      .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'it is not the name of an instance type')
      .default('t2.micro'),
    meaning: 'EC2 instance type',
    allowed: 'an EC2 instance type: t2.micro, t3.micro, t4g.micro, …',
    change:
      '-c instanceType=t3.micro; aws ec2 describe-instance-types --filters Name=free-tier-eligible,Values=true lists yours',
  }),
  machineImage: rule({
    schema: z.enum(imageNames, 'there is no image of this name').default('al2023'),
    meaning: 'Operating system of the server, the newest image at the moment of its launch',
    allowed: imageNames.join(', '),
    change: '-c machineImage=al2023',
  }),
  serverGeneration: rule({
    schema: wholeNumber(1, 1_000_000).default(1),
    meaning: 'Raise it to replace the server by a new one with the newest image',
    allowed: 'a whole number from 1 to 1000000',
    change: '-c serverGeneration=2',
  }),
  sshAddress: rule({
    schema: z.string().superRefine(explain(sshAddressProblem)).optional(),
    meaning: 'The only address that reaches port 22; empty, the port stays closed',
    ...sshAddressGuide,
  }),
  sshKeyName: rule({
    schema: z
      .string()
      .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/, 'it is not the name of a key pair')
      .optional(),
    meaning: 'Existing EC2 key pair to log in with; empty, none',
    allowed: 'the name of an EC2 key pair of the account and region, up to 255 ASCII characters, or empty',
    change: '-c sshKeyName=my-key; aws ec2 describe-key-pairs lists yours',
  }),
  domain: rule({
    schema: z
      .string()
      .regex(hostNamePattern, 'it is not a host name')
      .regex(/^(?!.*\.amazonaws\.com$)/, 'certificate authorities refuse names under amazonaws.com')
      .optional(),
    meaning: 'Host name to obtain a certificate for; empty, the certificate is self-signed',
    allowed: 'a lower-case host name without scheme, port and path, such as api.example.com, or empty',
    change: '-c domain=api.example.com',
  }),
  certificateEmail: rule({
    schema: z.email('it is not an e-mail address').optional(),
    meaning: 'Where the certificate authority writes to; empty, nowhere',
    allowed: 'an e-mail address, or empty',
    change: '-c certificateEmail=you@example.com',
  }),
  acmeServer: rule({
    schema: urlOf('https').default('https://acme-v02.api.letsencrypt.org/directory'),
    meaning: 'Directory of the certificate authority (ACME)',
    allowed: 'an https:// address',
    change:
      '-c acmeServer=https://acme-staging-v02.api.letsencrypt.org/directory, to practise without rate limits',
  }),
  acmeCaUrl: rule({
    schema: urlOf('https', 's3').optional(),
    meaning: "Trust anchors (PEM) of a private ACME server; empty, the system's",
    allowed: 'an https:// or s3://bucket/key address, or empty',
    change: '-c acmeCaUrl=https://ca.example.com/root.pem',
  }),
  databaseInstanceClass: rule({
    schema: z
      .string()
      .regex(/^db\.[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'it is not the name of an RDS instance class')
      .default('db.t3.micro'),
    meaning: 'RDS instance class',
    allowed: 'an RDS instance class: db.t3.micro, db.t4g.micro, …',
    change: '-c databaseInstanceClass=db.t3.micro',
  }),
  databaseVersion: rule({
    schema: z.string().superRefine(explain(mysqlVersionProblem)).default('8.4.9'),
    meaning: 'Version of MySQL, pinned: RDS changes it only when the setting does',
    allowed: '8.4.9 or a later 8.4.x that RDS offers',
    change:
      '-c databaseVersion=8.4.9; aws rds describe-db-engine-versions --engine mysql lists what RDS offers',
  }),
  databaseStorageGiB: rule({
    schema: wholeNumber(20, 65_536).default(20),
    meaning: 'Size of the disk of the database in GiB; it can grow later, never shrink',
    allowed: 'a whole number from 20 (the least RDS accepts for MySQL) to 65536',
    change: '-c databaseStorageGiB=20',
  }),
  databaseBackupDays: rule({
    schema: wholeNumber(0, 35).default(1),
    meaning: 'Days that automatic backups are kept; 0 makes none. A Free plan accepts at most 1',
    allowed: 'a whole number from 0 to 35',
    change: '-c databaseBackupDays=1',
  }),
  databaseOnDelete: rule({
    schema: z.enum(['delete', 'snapshot'], 'there is no such way to end').default('delete'),
    meaning:
      'What happens to the data when the stack is deleted: gone, or kept in a final snapshot that is billed',
    allowed: 'delete, snapshot',
    change: '-c databaseOnDelete=snapshot',
  }),
  databaseCaUrl: rule({
    schema: urlOf('https', 's3').default('https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem'),
    meaning: 'Trust anchors (PEM) of the certificate of the database',
    allowed: 'an https:// or s3://bucket/key address',
    change: '-c databaseCaUrl=https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem',
  }),
  hostedZoneId: rule({
    schema: z.string().superRefine(explain(hostedZoneIdProblem)).optional(),
    meaning:
      'Route 53 zone that the A record of the domain is made in; empty, the output DnsRecord says what to enter at your registrar',
    ...hostedZoneGuide,
  }),
  budgetEmail: rule({
    schema: z.email('it is not an e-mail address').optional(),
    meaning: 'Who gets mail at 50, 80 and 100 % of the monthly budget; empty, there is no budget',
    allowed: 'an e-mail address, or empty',
    change: '-c budgetEmail=you@example.com',
  }),
  monthlyBudgetUsd: rule({
    schema: wholeNumber(1, 1_000_000).default(defaultMonthlyLimitUsd),
    meaning:
      'What the account may cost a month in US dollars, credits not counted; the default stack costs 27 at list price',
    allowed: 'a whole number from 1 to 1000000',
    change: `-c monthlyBudgetUsd=${defaultMonthlyLimitUsd}`,
  }),
  workingHours: rule({
    schema: z.string().superRefine(explain(workingHoursProblem)).transform(parseWorkingHours).optional(),
    meaning:
      'When server and database run; out of hours both are stopped, every day. Empty, they always run. Deploy within the hours',
    ...workingHoursGuide,
  }),
  timeToLive: rule({
    schema: z.string().superRefine(explain(timeToLiveProblem)).transform(parseTimeToLive).optional(),
    meaning:
      'The stack deletes itself, data included, this long after the last deploy (databaseOnDelete decides about a snapshot). Each deploy counts anew; empty, never',
    ...timeToLiveGuide,
  }),
  releaseArchiveFile: rule({
    schema: z
      .string()
      .regex(/\.tar\.gz$/, 'it does not end in .tar.gz')
      .optional(),
    meaning: 'Release archive to deploy; empty, one is built from this checkout',
    allowed: 'the path of a release archive, <id>.tar.gz, or empty',
    change: '-c releaseArchiveFile=dist/release.tar.gz, or run npm run release',
  }),
} as const;

export type SettingName = keyof typeof settingRules;

/** The validated settings; optional ones are `undefined` when not set. */
export type Settings = {
  readonly [Name in SettingName]: z.output<(typeof settingRules)[Name]['schema']>;
};

export const settingNames = Object.keys(settingRules) as readonly SettingName[];
