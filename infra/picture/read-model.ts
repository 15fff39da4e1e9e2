import { parameterPrefix, parameters } from '../../contract';
import { describeDatabase, describeDisk } from './describe-database';
import { type IngressRule, readRules } from './ingress-rules';
import { at, list, type Properties, Resources, target, type Template, textOf, zoneOf } from './template';

export interface Subnet {
  readonly zone: number;
  readonly cidr: string;
  /** Has a route to the internet gateway. */
  readonly isPublic: boolean;
  readonly holds: readonly ('server' | 'database')[];
}

/** What the picture shows, in the words of the templates. Of a server in a network, with a database. */
export interface Model {
  readonly network: { readonly cidr: string; readonly subnets: readonly Subnet[] };
  readonly group: { readonly name: string; readonly rules: readonly IngressRule[] };
  readonly server: readonly string[];
  readonly database: readonly string[];
  readonly databaseRequiresTls: boolean;
  readonly hasAddress: boolean;
  readonly domain: string | undefined;
  readonly authority: string | undefined;
  readonly role: readonly string[];
  /** Paths of the SSM parameters below one prefix. */
  readonly settings: {
    readonly prefix: string;
    readonly count: number;
    readonly passwordName: string | undefined;
  };
  readonly hasRelease: boolean;
  /** Pictures are in a bucket. */
  readonly hasMedia: boolean;
  readonly budget: readonly string[] | undefined;
  readonly schedules: readonly string[];
}

/** Reads the templates of all stacks together. */
export const readModel = (...templates: readonly Template[]): Model => {
  const all = new Resources(templates);
  const settings = readSettings(all);
  return {
    network: { cidr: textOf(all.only('AWS::EC2::VPC')['CidrBlock']), subnets: readSubnets(all) },
    group: { name: textOf(all.only('AWS::EC2::SecurityGroup')['GroupName']), rules: readRules(all) },
    server: describeServer(all),
    database: describeDatabase(all),
    databaseRequiresTls:
      at(all.first('AWS::RDS::DBParameterGroup'), 'Parameters', 'require_secure_transport') === '1',
    hasAddress: all.first('AWS::EC2::EIPAssociation') !== undefined,
    domain: settings.values.get(parameters.domain),
    authority: settings.values.has(parameters.domain)
      ? new URL(settings.values.get(parameters.acmeServer) ?? '').host
      : undefined,
    role: describeRole(all),
    settings: { prefix: settings.prefix, count: settings.values.size, passwordName: passwordName(all) },
    hasRelease: settings.values.has(parameters.releaseUrl),
    hasMedia: all.first('AWS::S3::Bucket') !== undefined,
    budget: describeBudget(all.first('AWS::Budgets::Budget')),
    schedules: all.every('AWS::Scheduler::Schedule').map(describeSchedule),
  };
};

const readSubnets = (all: Resources): readonly Subnet[] => {
  const publicTables = all
    .every('AWS::EC2::Route')
    .filter((route) => route['GatewayId'] !== undefined)
    .map((route) => target(route['RouteTableId']));
  const publicSubnets = all
    .every('AWS::EC2::SubnetRouteTableAssociation')
    .filter((association) => publicTables.includes(target(association['RouteTableId'])))
    .map((association) => target(association['SubnetId']));
  const serverSubnet = target(all.only('AWS::EC2::Instance')['SubnetId']);
  const databaseZone = zoneOf(all.only('AWS::RDS::DBInstance'));
  const databaseSubnets = list(at(all.first('AWS::RDS::DBSubnetGroup'), 'SubnetIds')).map(target);
  return all.withIds('AWS::EC2::Subnet').map(([id, subnet]) => ({
    zone: zoneOf(subnet),
    cidr: textOf(subnet['CidrBlock']),
    isPublic: publicSubnets.includes(id),
    holds: [
      ...(id === serverSubnet ? (['server'] as const) : []),
      ...(databaseSubnets.includes(id) && zoneOf(subnet) === databaseZone ? (['database'] as const) : []),
    ],
  }));
};

const describeServer = (all: Resources): readonly string[] => {
  const instance = all.only('AWS::EC2::Instance');
  const disk = at(instance, 'BlockDeviceMappings', 0, 'Ebs');
  const credits = at(instance, 'CreditSpecification', 'CPUCredits');
  const wait = Number(at(all.first('AWS::CloudFormation::WaitCondition'), 'Timeout'));
  return [
    `EC2 ${textOf(instance['InstanceType'])}`,
    imageOf(all),
    describeDisk(disk),
    ...(at(instance, 'MetadataOptions', 'HttpTokens') === 'required' ? ['IMDSv2 only'] : []),
    ...(typeof credits === 'string' ? [`CPU credits ${credits}`] : []),
    ...(Number.isNaN(wait) ? [] : [`answers within ${wait / 60} min`]),
  ];
};

const imageNames = [
  ['/ami-amazon-linux-latest/al2023', 'Amazon Linux 2023'],
  ['/aws/service/debian/release/13', 'Debian 13'],
  ['/aws/service/canonical/ubuntu/server/24.04', 'Ubuntu 24.04'],
] as const;

const imageOf = (all: Resources): string => {
  const image = textOf(at(all.first('AWS::EC2::LaunchTemplate'), 'LaunchTemplateData', 'ImageId'));
  return imageNames.find(([part]) => image.includes(part))?.[1] ?? image;
};

const passwordName = (all: Resources): string | undefined => {
  const password = textOf(all.only('AWS::RDS::DBInstance')['MasterUserPassword']);
  return /^\{\{resolve:ssm-secure:([^:}]+)/.exec(password)?.[1];
};

const readSettings = (all: Resources) => {
  const parametersMade = all.every('AWS::SSM::Parameter');
  const [, project = ''] = textOf(parametersMade[0]?.['Name']).split('/');
  const prefix = parameterPrefix(project);
  const values = parametersMade.map(({ Name, Value }): [string, string] => [
    textOf(Name).replace(`${prefix}/`, ''),
    textOf(Value),
  ]);
  return { prefix, values: new Map(values) };
};

const describeBudget = (budget: Properties | undefined): readonly string[] | undefined => {
  if (budget === undefined) return undefined;
  const limit = at(budget, 'Budget', 'BudgetLimit');
  const alerts = list(budget['NotificationsWithSubscribers']).map((each) => at(each, 'Notification'));
  const isForecast = (alert: unknown) => at(alert, 'NotificationType') === 'FORECASTED';
  const thresholds = alerts
    .filter((alert) => !isForecast(alert))
    .map((alert) => textOf(at(alert, 'Threshold')));
  return [
    `${textOf(at(limit, 'Amount'))} ${textOf(at(limit, 'Unit'))} a month`,
    `e-mail at ${thresholds.join(', ')} %`,
    ...(alerts.some(isForecast) ? ['and by forecast'] : []),
  ];
};

/** The policies of the role that the instance runs as, by name. */
const describeRole = (all: Resources): readonly string[] => {
  const name = target(at(all.first('AWS::IAM::InstanceProfile'), 'Roles', 0));
  const [, role] = all.withIds('AWS::IAM::Role').find(([id]) => id === name) ?? [];
  return list(role?.['Policies']).map((policy) => textOf(policy['PolicyName']));
};

/** `startInstances 07:55 Mon–Fri`; what happens once has its time from the deploy. */
const describeSchedule = (schedule: Properties): string => {
  const action = JSON.stringify(at(schedule, 'Target', 'Arn')).replace(/^.*:(\w+)\W*$/, '$1');
  const [, minute = '', hour = '', days = ''] =
    /^cron\((\d+) (\d+) \? \* (\S+) \*\)$/.exec(textOf(schedule['ScheduleExpression'])) ?? [];
  if (minute === '') return `${action} once`;
  return `${action} ${hour.padStart(2, '0')}:${minute.padStart(2, '0')} ${daysOf(days)}`;
};

const daysOf = (days: string) => {
  if (days === '*') return 'daily';
  const names = days.split(',').map((day) => day.charAt(0) + day.slice(1).toLowerCase());
  return names.length > 2 ? `${names[0] ?? ''}–${names.at(-1) ?? ''}` : names.join(', ');
};
