import { BudgetsClient, DeleteBudgetCommand, paginateDescribeBudgets } from '@aws-sdk/client-budgets';
import {
  DeleteInstanceProfileCommand,
  DeleteOpenIDConnectProviderCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListRoleTagsCommand,
  paginateListAttachedRolePolicies,
  paginateListEntitiesForPolicy,
  paginateListInstanceProfiles,
  paginateListInstanceProfilesForRole,
  paginateListPolicies,
  paginateListRolePolicies,
  paginateListRoles,
  ListPolicyTagsCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import {
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  ListTagsForResourceCommand,
  paginateListScheduleGroups,
  paginateListSchedules,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { resourceNames } from '../../../contract';
import { type Ask, collect, type Item, type Kind, type Tags, toTags, unlessGone } from '../kind';
import { mayBeOf } from '../names';

const bills = 'nothing';
const tagsOfCandidates =
  'made by our stack; or tags, which are read of those whose name begins with the project’s';

const roleTags = (RoleName: string, ask: Ask): Promise<Tags> =>
  ask.once(`tags of role ${RoleName}`, async () => {
    const command = new ListRoleTagsCommand({ RoleName });
    return toTags((await ask.client(IAMClient).send(command, { abortSignal: ask.signal })).Tags);
  });

const profiles: Kind = {
  id: 'iam-instance-profile',
  name: 'IAM instance profiles',
  scope: 'account',
  type: 'AWS::IAM::InstanceProfile',
  bills,
  foundBy: 'iam:ListInstanceProfiles',
  knownBy: 'made by our stack; or named like the project, with a role that is ours by its tags',
  deletedBy: 'iam:DeleteInstanceProfile, after iam:RemoveRoleFromInstanceProfile',
  async list(ask) {
    const { client, signal, projectName } = ask;
    const pages = paginateListInstanceProfiles({ client: client(IAMClient) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ InstanceProfiles }) => InstanceProfiles);
    return Promise.all(
      found.map(async ({ InstanceProfileName: id = '', Roles = [] }) => {
        const [role] = Roles;
        const isCandidate = mayBeOf(id, projectName) && role?.RoleName !== undefined;
        return { id, tags: isCandidate ? await roleTags(role.RoleName ?? '', ask) : {} };
      }),
    );
  },
  remove: ({ id }, ask) => unlessGone(deleteProfile(id, ask)),
};

async function deleteProfile(InstanceProfileName: string, { client, signal }: Ask): Promise<void> {
  const iam = client(IAMClient);
  const options = { abortSignal: signal };
  const all = await collect(
    paginateListInstanceProfiles({ client: iam }, {}, options),
    (page) => page.InstanceProfiles,
  );
  const roles = all.find((profile) => profile.InstanceProfileName === InstanceProfileName)?.Roles ?? [];
  for (const { RoleName } of roles) {
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }), options);
  }
  await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }), options);
}

const roles: Kind = {
  id: 'iam-role',
  name: 'IAM roles',
  scope: 'account',
  type: 'AWS::IAM::Role',
  bills,
  foundBy: 'iam:ListRoles, without those that services make for themselves',
  knownBy: tagsOfCandidates,
  deletedBy: 'iam:DeleteRole, after its policies are detached or deleted',
  async list(ask) {
    const pages = paginateListRoles({ client: ask.client(IAMClient) }, {}, { abortSignal: ask.signal });
    const found = (await collect(pages, ({ Roles }) => Roles)).filter(
      ({ Path = '/' }) => !Path.startsWith('/aws-service-role/'),
    );
    return Promise.all(
      found.map(async ({ RoleName: id = '' }) => ({
        id,
        tags: mayBeOf(id, ask.projectName) ? await roleTags(id, ask) : {},
        ...regionOfPause(id, ask.projectName),
      })),
    );
  },
  remove: ({ id }, ask) => unlessGone(deleteRole(id, ask)),
};

/** `waffle-backend-pause-us-east-1`: the role of bin/pause/keep-stopped.ts. */
function regionOfPause(role: string, projectName: string): Pick<Item, 'servesRegion'> {
  const beginning = `${resourceNames(projectName).pause}-`;
  return role.startsWith(beginning) ? { servesRegion: role.slice(beginning.length) } : {};
}

async function deleteRole(RoleName: string, { client, signal }: Ask): Promise<void> {
  const iam = client(IAMClient);
  const options = { abortSignal: signal };
  const input = { RoleName };
  const attached = paginateListAttachedRolePolicies({ client: iam }, input, options);
  for (const { PolicyArn } of await collect(attached, ({ AttachedPolicies }) => AttachedPolicies)) {
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }), options);
  }
  const inline = paginateListRolePolicies({ client: iam }, input, options);
  for (const PolicyName of await collect(inline, ({ PolicyNames }) => PolicyNames)) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }), options);
  }
  const around = paginateListInstanceProfilesForRole({ client: iam }, input, options);
  for (const { InstanceProfileName } of await collect(around, ({ InstanceProfiles }) => InstanceProfiles)) {
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }), options);
  }
  await iam.send(new DeleteRoleCommand(input), options);
}

const policies: Kind = {
  id: 'iam-policy',
  name: 'IAM policies',
  scope: 'account',
  type: 'AWS::IAM::ManagedPolicy',
  bills,
  foundBy: 'iam:ListPolicies of the account’s own',
  knownBy: tagsOfCandidates,
  deletedBy: 'iam:DeletePolicy, after iam:DetachRolePolicy',
  async list(ask) {
    const { client, signal, projectName } = ask;
    const pages = paginateListPolicies(
      { client: client(IAMClient) },
      { Scope: 'Local' },
      { abortSignal: signal },
    );
    const found = await collect(pages, ({ Policies }) => Policies);
    return Promise.all(
      found.map(async ({ Arn = '', PolicyName = '' }) => ({
        id: Arn,
        tags: mayBeOf(PolicyName, projectName) ? await policyTags(Arn, ask) : {},
      })),
    );
  },
  remove: ({ id }, ask) => unlessGone(deletePolicy(id, ask)),
};

const policyTags = async (PolicyArn: string, { client, signal }: Ask): Promise<Tags> =>
  toTags(
    (await client(IAMClient).send(new ListPolicyTagsCommand({ PolicyArn }), { abortSignal: signal })).Tags,
  );

async function deletePolicy(PolicyArn: string, { client, signal }: Ask): Promise<void> {
  const iam = client(IAMClient);
  const options = { abortSignal: signal };
  const users = paginateListEntitiesForPolicy({ client: iam }, { PolicyArn }, options);
  for (const { RoleName } of await collect(users, ({ PolicyRoles }) => PolicyRoles)) {
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }), options);
  }
  await iam.send(new DeletePolicyCommand({ PolicyArn }), options);
}

const githubIssuer = 'token.actions.githubusercontent.com';

const identityProviders: Kind = {
  id: 'oidc-provider',
  name: 'IAM identity providers',
  scope: 'account',
  type: 'AWS::IAM::OIDCProvider',
  bills,
  foundBy: 'iam:ListOpenIDConnectProviders',
  knownBy: 'made by our stack; or tags, which are read of GitHub’s',
  deletedBy: 'iam:DeleteOpenIDConnectProvider',
  async list(ask) {
    const { client, signal } = ask;
    const command = new ListOpenIDConnectProvidersCommand({});
    const { OpenIDConnectProviderList = [] } = await client(IAMClient).send(command, { abortSignal: signal });
    return Promise.all(
      OpenIDConnectProviderList.map(async ({ Arn = '' }) => ({
        id: Arn,
        tags: Arn.endsWith(`/${githubIssuer}`) ? await providerTags(Arn, ask) : {},
      })),
    );
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(IAMClient).send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id }), {
        abortSignal: signal,
      }),
    ),
};

async function providerTags(OpenIDConnectProviderArn: string, { client, signal }: Ask): Promise<Tags> {
  const command = new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn });
  return toTags((await client(IAMClient).send(command, { abortSignal: signal })).Tags);
}

const groupType = 'AWS::Scheduler::ScheduleGroup';

interface Group {
  readonly tags: Tags;
  /** Until its schedules are gone it is still listed (EventBridge Scheduler API reference, DeleteScheduleGroup; read 2026-11-22). */
  readonly isGoing: boolean;
}

/** By name, with the tags of those that may be ours. */
const scheduleGroupsOf = (ask: Ask): Promise<ReadonlyMap<string, Group>> =>
  ask.once('schedule groups', async () => {
    const scheduler = ask.client(SchedulerClient);
    const options = { abortSignal: ask.signal };
    const found = await collect(
      paginateListScheduleGroups({ client: scheduler }, {}, options),
      (page) => page.ScheduleGroups,
    );
    const tagsOf = async (ResourceArn: string | undefined) =>
      toTags((await scheduler.send(new ListTagsForResourceCommand({ ResourceArn }), options)).Tags);
    const groups = found.map(async ({ Name = '', Arn, State }) => {
      const isGoing = State === 'DELETING';
      const tags = mayBeOf(Name, ask.projectName) ? await tagsOf(Arn) : {};
      return [Name, { tags, isGoing }] as const;
    });
    return new Map(await Promise.all(groups));
  });

const schedules: Kind = {
  id: 'schedule',
  name: 'EventBridge schedules',
  scope: 'region',
  type: 'AWS::Scheduler::Schedule',
  bills: 'nothing below 14 million calls a month',
  foundBy: 'scheduler:ListSchedules',
  knownBy: 'made by our stack; or in a group that is ours',
  deletedBy: 'scheduler:DeleteSchedule',
  async list(ask) {
    const { client, signal } = ask;
    const groups = await scheduleGroupsOf(ask);
    const pages = paginateListSchedules({ client: client(SchedulerClient) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ Schedules }) => Schedules);
    return found.map(({ Name = '', GroupName = 'default' }) => ({
      id: `${GroupName}/${Name}`,
      physicalId: Name,
      of: { type: groupType, id: GroupName },
      tags: groups.get(GroupName)?.tags ?? {},
      isGoing: groups.get(GroupName)?.isGoing ?? false,
    }));
  },
  remove({ id }, { client, signal }) {
    const [GroupName, Name] = id.split('/');
    return unlessGone(
      client(SchedulerClient).send(new DeleteScheduleCommand({ GroupName, Name }), { abortSignal: signal }),
    );
  },
};

const scheduleGroups: Kind = {
  id: 'schedule-group',
  name: 'EventBridge schedule groups',
  scope: 'region',
  type: groupType,
  bills,
  foundBy: 'scheduler:ListScheduleGroups, without the default one',
  knownBy: tagsOfCandidates,
  deletedBy: 'scheduler:DeleteScheduleGroup',
  async list(ask) {
    const groups = [...(await scheduleGroupsOf(ask))].filter(([id]) => id !== 'default');
    return groups.map(([id, group]) => ({ id, ...group }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(SchedulerClient).send(new DeleteScheduleGroupCommand({ Name: id }), { abortSignal: signal }),
    ),
};

const budgets: Kind = {
  id: 'budget',
  name: 'budgets',
  scope: 'account',
  type: 'AWS::Budgets::Budget',
  bills: 'nothing without actions, of which ours have none',
  foundBy: 'budgets:ViewBudget',
  knownBy: 'made by our stack',
  deletedBy: 'budgets:ModifyBudget',
  async list({ client, signal, account }) {
    const input = { AccountId: account };
    const pages = paginateDescribeBudgets({ client: client(BudgetsClient) }, input, { abortSignal: signal });
    return (await collect(pages, ({ Budgets }) => Budgets)).map(({ BudgetName = '' }) => ({
      id: BudgetName,
    }));
  },
  remove: ({ id }, { client, signal, account }) =>
    unlessGone(
      client(BudgetsClient).send(new DeleteBudgetCommand({ AccountId: account, BudgetName: id }), {
        abortSignal: signal,
      }),
    ),
};

export const accountKinds = {
  profiles,
  roles,
  policies,
  identityProviders,
  schedules,
  scheduleGroups,
  budgets,
} as const;
