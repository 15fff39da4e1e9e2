import { RegionInfo } from 'aws-cdk-lib/region-info';
import { z } from 'zod';
import { defaultProjectName } from '../../../contract';
import { timeZoneProblem, type TimeZone } from '../../constructs/mysql-database/time-zones';
import { readTags, tagsGuide, type Tags } from '../setting-tags';
import { textWithout } from './checks';
import { rule, topologies } from './rule';

/** CDK reads all it knows about regions to answer this, a quarter of a second: only who names one waits for it. */
const isKnownRegion = (name: string) => RegionInfo.regions.some((region) => region.name === name);

const tags = z.unknown().transform((value, context): Tags => {
  const result = readTags(value);
  if (result.tags !== undefined) return result.tags;
  context.addIssue({ code: 'custom', message: result.problem });
  return z.NEVER;
});

export const projectSettings = {
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
} as const;
