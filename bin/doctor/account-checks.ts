import { resolve4 } from 'node:dns/promises';
import { DescribeInstanceTypesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetRoleCommand, IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import { paginateDescribeOrderableDBInstanceOptions, RDSClient } from '@aws-sdk/client-rds';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { vcpusOf } from '../../infra/free-tier/cost/vcpus';
import { eligibleInstanceTypes } from '../account/eligible-instance-types';
import { ownAddress } from '../account/own-address';
import type { Account } from '../account/read-account';
import { readPlan } from '../account/read-plan';
import type { Target } from '../aws/target';
import { findStack } from '../stack/read-stack';
import { bootstrapVersion, isBootstrapped } from '../up/bootstrap';
import type { CommandContext } from '../verb';
import { failure, ok, warning, type Check, type Finding } from './check';
import { allActions } from './permissions';

type Context = Pick<CommandContext, 'environment' | 'signal'>;

/** Of whoever's credentials these are, in the region of the project. */
export const accountChecks = (target: Target, account: Account, context: Context): readonly Check[] => [
  { name: 'permissions', examine: (signal) => checkPermissions(target, account, signal) },
  { name: 'plan and credits', examine: (signal) => checkPlan(target, { ...context, signal }) },
  { name: 'quota of vCPUs', examine: (signal) => checkQuota(target, signal) },
  { name: 'instance type', examine: (signal) => checkInstanceType(target, signal) },
  { name: 'database class', examine: (signal) => checkDatabaseClass(target, signal) },
  { name: 'CDK bootstrap', examine: (signal) => checkBootstrap(target, signal) },
  { name: 'DNS', examine: (signal) => checkDns(target, signal) },
  { name: 'own address', examine: (signal) => checkOwnAddress(target, { ...context, signal }) },
];

/** A simulation knows policies of the user or role, and not what a policy of the organization or a boundary takes away. */
async function checkPermissions(target: Target, { arn }: Account, signal: AbortSignal): Promise<Finding> {
  if (/:root$/.test(arn)) {
    return warning(
      'all, as these are the root user’s',
      'make a user or role of its own: waffle doctor --policy',
    );
  }
  const client = new IAMClient(target.aws);
  const PolicySourceArn = await principalOf(client, arn, signal);
  const denied: string[] = [];
  const pages = paginateSimulatePrincipalPolicy(
    { client },
    { PolicySourceArn, ActionNames: [...allActions] },
    { abortSignal: signal },
  );
  for await (const { EvaluationResults = [] } of pages) {
    const refused = EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed');
    denied.push(...refused.map(({ EvalActionName }) => EvalActionName ?? ''));
  }
  if (denied.length === 0) return ok(`all ${allActions.length} that the verbs need`);
  return warning(
    `not on every resource, or not at all: ${denied.join(', ')}`,
    'waffle doctor --policy prints a policy',
  );
}

/** A session names its role without the path, and a simulation wants it with it. */
async function principalOf(client: IAMClient, arn: string, abortSignal: AbortSignal): Promise<string> {
  const [, role] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (role === undefined) return arn;
  const { Role } = await client.send(new GetRoleCommand({ RoleName: role }), { abortSignal });
  return Role?.Arn ?? arn;
}

async function checkPlan(target: Target, context: Context): Promise<Finding> {
  const plan = await readPlan(target, context);
  if (!plan.known) return warning(`not known: ${plan.reason}`, 'the console shows them: Billing, Free Tier');
  const { type, status, creditsUsd, endsAt } = plan;
  const facts = [
    `${type === 'FREE' ? 'Free' : 'Paid'} plan, ${status.toLowerCase()}`,
    creditsUsd === undefined ? 'AWS names no credits' : `${creditsUsd.toFixed(2)} USD of credits left`,
    ...(endsAt === undefined ? [] : [`ends on ${endsAt.toISOString().slice(0, 10)}`]),
  ].join(', ');
  if (status === 'EXPIRED') return failure(facts, 'upgrade the plan in the console: Billing, Free Tier');
  const wanted = type === 'FREE' ? 'credit-free' : 'credit-paid';
  if (target.settings.accountPlan === wanted) return ok(facts);
  return warning(
    `${facts}; the setting accountPlan is ${target.settings.accountPlan}`,
    `-c accountPlan=${wanted}`,
  );
}

/** "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", counted in vCPUs. */
const vcpuQuota = { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' };

async function checkQuota({ aws, settings }: Target, abortSignal: AbortSignal): Promise<Finding> {
  const command = new GetServiceQuotaCommand(vcpuQuota);
  const { Quota } = await new ServiceQuotasClient(aws).send(command, { abortSignal });
  const needed = vcpusOf(settings.instanceType) ?? 1;
  if (Quota?.Value === undefined) return warning('cannot be told: AWS names no value');
  return Quota.Value >= needed
    ? ok(`${Quota.Value}; the server needs ${needed}, and a replacement as many again meanwhile`)
    : failure(
        `${Quota.Value}, and the server needs ${needed}`,
        'ask for more: Service Quotas, Amazon EC2, L-1216C47A',
      );
}

async function checkInstanceType(target: Target, signal: AbortSignal): Promise<Finding> {
  const { instanceType } = target.settings;
  const eligible = await eligibleInstanceTypes(target, signal);
  if (eligible.includes(instanceType)) return ok(`${instanceType} is in the Free Tier of this account`);
  const fix = eligible.length === 0 ? undefined : `-c instanceType=${eligible.find(isMicro) ?? eligible[0]}`;
  if (!(await isOffered(target, signal))) return failure(`${target.region} has no ${instanceType}`, fix);
  const names = eligible.length === 0 ? 'none' : eligible.join(', ');
  return warning(`EC2 does not count ${instanceType} among the Free Tier of this account (${names})`, fix);
}

const isMicro = (type: string) => type.endsWith('.micro');

async function isOffered({ aws, settings }: Target, abortSignal: AbortSignal): Promise<boolean> {
  const Filters = [{ Name: 'instance-type', Values: [settings.instanceType] }];
  const command = new DescribeInstanceTypesCommand({ Filters });
  const { InstanceTypes = [] } = await new EC2Client(aws).send(command, { abortSignal });
  return InstanceTypes.length > 0;
}

async function checkDatabaseClass(
  { aws, settings, region }: Target,
  abortSignal: AbortSignal,
): Promise<Finding> {
  const { databaseInstanceClass: DBInstanceClass, databaseVersion: EngineVersion } = settings;
  const wanted = { Engine: 'mysql', EngineVersion, DBInstanceClass };
  const client = new RDSClient(aws);
  const what = `${DBInstanceClass} with MySQL ${EngineVersion}`;
  for await (const page of paginateDescribeOrderableDBInstanceOptions({ client }, wanted, { abortSignal })) {
    if ((page.OrderableDBInstanceOptions ?? []).length > 0) return ok(`${region} has ${what}`);
  }
  return failure(
    `${region} does not offer ${what}`,
    '-c databaseInstanceClass=db.t3.micro, or another region',
  );
}

async function checkBootstrap(target: Target, signal: AbortSignal): Promise<Finding> {
  const version = await bootstrapVersion(target, signal);
  if (isBootstrapped(version)) return ok(`version ${version}`);
  return warning(version === undefined ? 'absent' : `version ${version} is too old`, 'waffle up makes it');
}

async function checkDns(target: Target, signal: AbortSignal): Promise<Finding> {
  const { domain } = target.settings;
  if (domain === undefined) return ok('no domain is set: the certificate is self-signed');
  const stack = await findStack(target, signal);
  const address = stack?.outputs.serverAddress;
  const found = await resolve4(domain).catch(() => [] as string[]);
  const leads = found.length === 0 ? `${domain} leads nowhere` : `${domain} leads to ${found.join(', ')}`;
  if (address === undefined) return warning(`${leads}; nothing is deployed that it could lead to`);
  if (found.includes(address)) return ok(`${domain} leads to the server`);
  return failure(
    `${leads}, and the server is ${address}`,
    stack?.outputs.dnsRecord ?? 'waffle up; it may take an hour to spread',
  );
}

/** The rule of port 22 holds one address, and providers change it. */
async function checkOwnAddress(target: Target, context: Context): Promise<Finding> {
  const { sshAddress } = target.settings;
  if (sshAddress === undefined) return ok('port 22 is closed, so it does not matter');
  const address = await ownAddress(context);
  if (sshAddress === `${address}/32`) return ok(`${address}, which port 22 is open to`);
  return warning(`${address}, and port 22 is open to ${sshAddress}`, 'waffle allow-ip');
}
