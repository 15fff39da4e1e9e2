import { InstanceArchitecture, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { z } from 'zod';

import { defaultProjectName } from '../../contract';
import { defaultMonthlyLimitUsd } from '../constructs/cost-budget/cost-budget';
import { mysqlVersionProblem, type MysqlVersion } from '../constructs/mysql-database/mysql-version';
import { timeZoneProblem, type TimeZone } from '../constructs/mysql-database/time-zones';
import {
  type GithubRepository,
  githubRepositoryGuide,
  githubRepositoryProblem,
} from '../constructs/github-roles/github-repository';
import {
  hostedZoneGuide,
  hostedZoneIdProblem,
  type HostedZoneId,
} from '../constructs/public-endpoint/hosted-zone';
import { letsEncrypt } from '../constructs/public-endpoint/public-endpoint';
import { taskCpus, type TaskCpu } from '../constructs/api-task/task-sizes';
import { parseTimeToLive, timeToLiveGuide, timeToLiveProblem } from '../constructs/schedule/time-to-live';
import {
  parseWorkingHours,
  workingHoursGuide,
  workingHoursProblem,
} from '../constructs/schedule/working-hours';
import {
  sshAddressGuide,
  sshAddressProblem,
  type SshAddress,
} from '../constructs/shared-security-group/ssh-address';
import { serverImages } from '../constructs/web-server/server-images';
import { paidChoicesGuide, readPaidChoices, type PaidChoices } from './setting-paid-choices';
import { readTags, tagsGuide, type Tags } from './setting-tags';

/** What a setting is about: the sections of docs/settings.md, in this order. */
export const settingGroups = {
  project: 'Project and account',
  server: 'Server',
  media: 'Uploaded pictures',
  access: 'Access',
  https: 'Domain and certificate',
  database: 'Database',
  scaleOut: 'Scale-out',
  cost: 'Cost and time',
  pipeline: 'Pipeline',
  sources: 'Files',
} as const;

/** What the API runs on: one server with everything on it, or services of AWS that are many machines each. */
export const topologies = ['one-server', 'scale-out'] as const;
export type Topology = (typeof topologies)[number];

/** A setting: how its value is checked, and what an error says about the values allowed and the way out. */
export interface SettingRule<Schema extends z.ZodType = z.ZodType> {
  readonly group: keyof typeof settingGroups;
  readonly schema: Schema;
  /** One line for docs/settings.md. */
  readonly meaning: string;
  readonly allowed: string;
  /** What to type, with an example. */
  readonly change: string;
  /** Name of a setting without which this one would do nothing, silently. */
  readonly needs?: string;
  /** Topology without which this one would do nothing, silently. */
  readonly only?: Topology;
  /** A file may give an object; on the command line it is text like all others. */
  readonly takesObject?: boolean;
}

const rule = <Schema extends z.ZodType>(definition: SettingRule<Schema>) => definition;

/** Makes a function that names the problem of a value, if any, a check of zod's. */
const explain =
  (problem: (value: string) => string | undefined) => (value: string, context: z.RefinementCtx<string>) => {
    const message = problem(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  };

/** Text that `problem` finds nothing wrong with is a `Value`: the type that the constructs ask for. */
const textWithout = <Value extends string>(problem: (value: string) => string | undefined) =>
  z
    .string()
    .superRefine(explain(problem))
    .transform((value) => value as Value);

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

/** CDK reads all it knows about regions to answer this, a quarter of a second: only who names one waits for it. */
const isKnownRegion = (name: string) => RegionInfo.regions.some((region) => region.name === name);

const tags = z.unknown().transform((value, context): Tags => {
  const result = readTags(value);
  if (result.tags !== undefined) return result.tags;
  context.addIssue({ code: 'custom', message: result.problem });
  return z.NEVER;
});

const paidChoices = z.unknown().transform((value, context): PaidChoices => {
  const result = readPaidChoices(value);
  if (result.choices !== undefined) return result.choices;
  context.addIssue({ code: 'custom', message: result.problem });
  return z.NEVER;
});

/** The image is chosen by the architecture, which CDK reads out of the name, and of some names it cannot. */
const hasArchitecture = (name: string): boolean => {
  try {
    return Object.values(InstanceArchitecture).includes(new InstanceType(name).architecture);
  } catch {
    return false;
  }
};

const imageNames = Object.keys(serverImages) as [keyof typeof serverImages, ...(keyof typeof serverImages)[]];

/** Read when it is there; ignored by git. */
export const defaultSettingsFile = 'cdk.local.json';

/** Every setting of the stacks, as keys of CDK's context; empty means default. docs/settings.md is made of it. */
export const settingRules = {
  projectName: rule({
    group: 'project',
    schema: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, 'it does not fit the names that AWS accepts everywhere')
      .regex(/^(?!aws|ssm|sg-)/, 'AWS keeps names that begin with aws, ssm or sg- for itself')
      .default(defaultProjectName),
    meaning: 'Name of the stack, prefix of names, tags and SSM parameters',
    allowed: '3 to 32 of a-z, 0-9 and -, first a letter, not beginning with aws, ssm or sg-',
    change: `-c projectName=${defaultProjectName}`,
  }),
  region: rule({
    group: 'project',
    schema: z.string().refine(isKnownRegion, 'CDK knows no region of this name').optional(),
    meaning: 'Region of the stack; empty, the one of your AWS profile or environment',
    allowed: 'a region of AWS: us-east-1, eu-central-1, ap-northeast-2, …, or empty',
    change: '-c region=ap-northeast-2',
  }),
  accountPlan: rule({
    group: 'project',
    schema: z
      .enum(['credit-free', 'credit-paid', 'older'], 'there is no such kind of account')
      .default('credit-paid'),
    meaning:
      'Kind of AWS account: Free plan on credits, Paid plan on credits, or opened before 2025-07-15; decides what is refused as not allowed or not free',
    allowed: 'credit-free, credit-paid, older',
    change: '-c accountPlan=credit-free; aws freetier get-account-plan-state --region us-east-1 tells yours',
  }),
  profile: rule({
    group: 'project',
    schema: z
      .string()
      .regex(/^[\w.@+-]{1,128}$/, 'it is not the name of an AWS profile')
      .optional(),
    meaning:
      'AWS profile in the commands that are printed. `cdk` itself chooses its credentials before it reads any setting: give it `--profile` too',
    allowed: 'a profile of ~/.aws/config without spaces, or empty',
    change: '-c profile=student; aws configure list-profiles lists yours',
  }),
  topology: rule({
    group: 'project',
    schema: z.enum(topologies, 'there is no topology of this name').default('one-server'),
    meaning:
      'What the API runs on: one server, or ECS Fargate behind a load balancer with ElastiCache and a database in two zones, whose parts cost money and want reasons in paidChoices (docs/scale-out.md)',
    allowed: topologies.join(', '),
    change: '-c topology=scale-out',
  }),
  tags: rule({
    group: 'project',
    schema: tags.optional(),
    meaning: 'Tags of the stack and, through it, of all that is in it',
    ...tagsGuide,
    takesObject: true,
  }),
  timeZone: rule({
    group: 'project',
    schema: textWithout<TimeZone>(timeZoneProblem).default('UTC'),
    meaning:
      'Time zone of what people see: SQL sessions in the database, working hours. The API itself keeps to UTC',
    allowed: 'UTC or another time zone that RDS for MySQL offers: Asia/Seoul, Europe/Paris, US/Eastern, …',
    change: '-c timeZone=Asia/Seoul',
  }),
  terminationProtection: rule({
    group: 'project',
    schema: z.enum(['off', 'on'], 'it is neither on nor off').default('off'),
    meaning:
      'on: stack, server and database refuse to be deleted. Deploy with off first, also before a server is replaced',
    allowed: 'off, on',
    change: '-c terminationProtection=on',
  }),
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
  mediaStorage: rule({
    group: 'media',
    only: 'one-server',
    schema: z.enum(['disk', 's3'], 'pictures cannot be kept there').default('disk'),
    meaning:
      'Where uploaded pictures are kept: on the disk of the server, or in a private S3 bucket, which outlives it. Pictures that are there already move by media.sh',
    allowed: 'disk, s3',
    change: '-c mediaStorage=s3',
  }),
  sshAddress: rule({
    group: 'access',
    schema: textWithout<SshAddress>(sshAddressProblem).optional(),
    meaning: 'The only address that reaches port 22; empty, the port stays closed',
    ...sshAddressGuide,
    only: 'one-server',
  }),
  sshKeyName: rule({
    group: 'access',
    schema: z
      .string()
      .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/, 'it is not the name of a key pair')
      .optional(),
    meaning: 'Existing EC2 key pair to log in with; empty, none',
    allowed: 'the name of an EC2 key pair of the account and region, up to 255 ASCII characters, or empty',
    change: '-c sshKeyName=my-key; aws ec2 describe-key-pairs lists yours',
    only: 'one-server',
  }),
  domain: rule({
    group: 'https',
    schema: z
      .string()
      .regex(hostNamePattern, 'it is not a host name')
      .regex(/^(?!.*\.amazonaws\.com$)/, 'certificate authorities refuse names under amazonaws.com')
      .optional(),
    meaning: 'Host name to obtain a certificate for; empty, the certificate is self-signed',
    allowed: 'a lower-case host name without scheme, port and path, such as api.example.com, or empty',
    change: '-c domain=api.example.com',
  }),
  hostedZoneId: rule({
    group: 'https',
    schema: textWithout<HostedZoneId>(hostedZoneIdProblem).optional(),
    meaning:
      'Route 53 zone that the A record of the domain is made in; empty, the output DnsRecord says what to enter at your registrar',
    ...hostedZoneGuide,
    needs: 'domain',
  }),
  domainWeight: rule({
    group: 'https',
    schema: wholeNumber(0, 255).default(100),
    meaning:
      'Weight of the A record of the domain beside that of another project of the same domain: 0 leaves all to that one, as while an API moves (docs/moving.md)',
    allowed: 'a whole number from 0 to 255',
    change: '-c domainWeight=0',
    needs: 'hostedZoneId',
  }),
  certificateEmail: rule({
    group: 'https',
    schema: z.email('it is not an e-mail address').optional(),
    meaning: 'Where the certificate authority writes to; empty, nowhere',
    allowed: 'an e-mail address, or empty',
    change: '-c certificateEmail=you@example.com',
    needs: 'domain',
    only: 'one-server',
  }),
  acmeServer: rule({
    group: 'https',
    schema: urlOf('https').default(letsEncrypt),
    meaning: 'Directory of the certificate authority (ACME)',
    allowed: 'an https:// address',
    change:
      '-c acmeServer=https://acme-staging-v02.api.letsencrypt.org/directory, to practise without rate limits',
    only: 'one-server',
  }),
  acmeCaUrl: rule({
    group: 'https',
    schema: urlOf('https', 's3').optional(),
    meaning: "Trust anchors (PEM) of a private ACME server; empty, the system's",
    allowed: 'an https:// or s3://bucket/key address, or empty',
    change: '-c acmeCaUrl=https://ca.example.com/root.pem',
    needs: 'domain',
    only: 'one-server',
  }),
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
  databaseReadReplicas: rule({
    group: 'scaleOut',
    schema: wholeNumber(0, 5).default(0),
    meaning:
      'Copies of the database that answer reads, for reports and the like: the API itself asks the primary',
    allowed: 'a whole number from 0 to 5',
    change: '-c databaseReadReplicas=1',
    only: 'scale-out',
  }),
  cacheNodeType: rule({
    group: 'scaleOut',
    schema: z
      .string()
      .regex(/^cache\.[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'it is not the name of a node type of ElastiCache')
      .transform((value) => value as `cache.${string}`)
      .default('cache.t4g.micro'),
    meaning: 'Type of each of the two nodes of the cache',
    allowed: 'a node type of ElastiCache: cache.t4g.micro, cache.t4g.small, cache.m6g.large, …',
    change: '-c cacheNodeType=cache.t4g.small',
    only: 'scale-out',
  }),
  taskCpu: rule({
    group: 'scaleOut',
    schema: z
      .string()
      .refine(
        (value) => taskCpus.map(String).includes(value),
        'Fargate has no such task with twice as many MiB',
      )
      .transform((value) => Number(value) as TaskCpu)
      .default(256),
    meaning:
      'CPU of a task in 1/1024 of a vCPU; its memory is twice as many MiB, the least that Fargate gives with it',
    allowed: taskCpus.join(', '),
    change: '-c taskCpu=512',
    only: 'scale-out',
  }),
  minTasks: rule({
    group: 'scaleOut',
    schema: wholeNumber(1, 100).default(2),
    meaning: 'Tasks that always run; two are one in each zone',
    allowed: 'a whole number from 1 to 100',
    change: '-c minTasks=2',
    only: 'scale-out',
  }),
  maxTasks: rule({
    group: 'scaleOut',
    schema: wholeNumber(1, 100).default(6),
    meaning: 'Tasks that run at most',
    allowed: 'a whole number from 1 to 100, not below minTasks',
    change: '-c maxTasks=12',
    only: 'scale-out',
  }),
  requestsPerTask: rule({
    group: 'scaleOut',
    schema: wholeNumber(1, 10_000_000).default(3000),
    meaning: 'Requests a minute and task above which tasks are added; CPU above 60 % adds them too',
    allowed: 'a whole number from 1 to 10000000',
    change: '-c requestsPerTask=6000',
    only: 'scale-out',
  }),
  imageTag: rule({
    group: 'scaleOut',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]{0,127}$/, 'it is not the tag of an image')
      .optional(),
    meaning: 'Image that the service runs, the id of its release; empty, that of the release archive',
    allowed: 'the tag of an image in the repository of the project, or empty',
    change: '-c imageTag=20261121T101500Z-1a2b3c4d, to go back to that release',
    only: 'scale-out',
  }),
  ecsExec: rule({
    group: 'scaleOut',
    schema: z.enum(['off', 'on'], 'it is neither on nor off').default('off'),
    meaning: 'on: `aws ecs execute-command` opens a shell in a task, which wants one interface endpoint more',
    allowed: 'off, on',
    change: '-c ecsExec=on',
    only: 'scale-out',
  }),
  alarmEmail: rule({
    group: 'scaleOut',
    schema: z.email('it is not an e-mail address').optional(),
    meaning:
      'Who gets mail when an alarm rings; empty, alarms are seen in the console, and take rollouts back',
    allowed: 'an e-mail address, or empty',
    change: '-c alarmEmail=you@example.com',
    only: 'scale-out',
  }),
  budgetEmail: rule({
    group: 'cost',
    schema: z.email('it is not an e-mail address').optional(),
    meaning: 'Who gets mail at 50, 80 and 100 % of the monthly budget; empty, there is no budget',
    allowed: 'an e-mail address, or empty',
    change: '-c budgetEmail=you@example.com',
  }),
  monthlyBudgetUsd: rule({
    group: 'cost',
    schema: wholeNumber(1, 1_000_000).default(defaultMonthlyLimitUsd),
    meaning:
      'What the account may cost a month in US dollars, credits not counted; the default stack costs 27 at list price',
    allowed: 'a whole number from 1 to 1000000',
    change: `-c monthlyBudgetUsd=${defaultMonthlyLimitUsd}`,
    needs: 'budgetEmail',
  }),
  workingHours: rule({
    group: 'cost',
    schema: z.string().superRefine(explain(workingHoursProblem)).transform(parseWorkingHours).optional(),
    meaning:
      'When server and database run; out of hours both are stopped, every day. Empty, they always run. Deploy within the hours',
    ...workingHoursGuide,
    only: 'one-server',
  }),
  timeToLive: rule({
    group: 'cost',
    schema: z.string().superRefine(explain(timeToLiveProblem)).transform(parseTimeToLive).optional(),
    meaning:
      'The stack deletes itself, data included, this long after the last deploy (databaseOnDelete decides about a snapshot). Each deploy counts anew; empty, never',
    ...timeToLiveGuide,
    only: 'one-server',
  }),
  paidChoices: rule({
    group: 'cost',
    schema: paidChoices.optional(),
    meaning:
      'What costs money on purpose: rules of the Free Tier guard, each with the reason that the plan then shows beside its price',
    ...paidChoicesGuide,
    takesObject: true,
  }),
  githubRepository: rule({
    group: 'pipeline',
    schema: textWithout<GithubRepository>(githubRepositoryProblem).optional(),
    meaning:
      'Repository whose workflows deploy, by role and without a stored key; empty, there are no such roles',
    ...githubRepositoryGuide,
  }),
  githubBranch: rule({
    group: 'pipeline',
    schema: z
      .string()
      .regex(/^(?!.*(\.\.|\/\/))[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/, 'it is not the name of one branch')
      .default('main'),
    meaning: 'The only branch that they deploy from',
    allowed: 'the name of a branch, without wildcards',
    change: '-c githubBranch=main',
    needs: 'githubRepository',
  }),
  githubEnvironment: rule({
    group: 'pipeline',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'it is not the name of an environment')
      .default('production'),
    meaning: 'Environment of GitHub that a deploy runs in; who has to approve it is set there',
    allowed: 'a name of letters, digits, - and _',
    change: '-c githubEnvironment=production',
    needs: 'githubRepository',
  }),
  githubProvider: rule({
    group: 'pipeline',
    schema: z.enum(['make', 'existing'], 'it is neither make nor existing').default('make'),
    meaning:
      'existing: the account has GitHub’s identity provider already, from another project; there can be one only',
    allowed: 'make, existing',
    change: '-c githubProvider=existing; aws iam list-open-id-connect-providers lists yours',
    needs: 'githubRepository',
  }),
  settingsFile: rule({
    group: 'sources',
    schema: z.string().default(defaultSettingsFile),
    meaning: 'Your own settings, beside cdk.json and ignored by git; none reads no file',
    allowed: 'the path of a JSON file, seen from cdk.json, or none',
    change: '-c settingsFile=weekend.local.json',
  }),
  releaseArchiveFile: rule({
    group: 'sources',
    schema: z
      .string()
      .regex(/\.tar\.gz$/, 'it does not end in .tar.gz')
      .optional(),
    meaning: 'Release archive to deploy; empty, one is built from this checkout',
    allowed: 'the path of a release archive, which ends in .tar.gz, or empty',
    change: '-c releaseArchiveFile=dist/release.tar.gz, or run npm run release',
  }),
} as const;

export type SettingName = keyof typeof settingRules;

type AnySettings = {
  readonly [Name in SettingName]: z.output<(typeof settingRules)[Name]['schema']>;
};

/** Without a domain there is nothing to certify and no record to make: what `needs` one is absent. */
type DomainSettings =
  | { readonly domain: string }
  | Readonly<Record<'domain' | 'certificateEmail' | 'acmeCaUrl' | 'hostedZoneId', undefined>>;

/** The validated settings; optional ones are `undefined` when not set. */
export type Settings = AnySettings & DomainSettings;

export const settingNames = Object.keys(settingRules) as readonly SettingName[];
