import {
  AuthorizeSecurityGroupIngressCommand,
  EC2Client,
  paginateDescribeSecurityGroupRules,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { sshRuleDescription } from '../../infra/constructs/shared-security-group/ssh-address';
import type { Target } from '../aws/target';
import { sshRules, type SshRule, type SshRuleChange } from './ssh-rule';

export async function readSshRules(
  { aws }: Pick<Target, 'aws'>,
  groupId: string,
  abortSignal: AbortSignal,
): Promise<readonly SshRule[]> {
  const client = new EC2Client(aws);
  const filter = { Filters: [{ Name: 'group-id', Values: [groupId] }] };
  const rules: SecurityGroupRule[] = [];
  for await (const page of paginateDescribeSecurityGroupRules({ client }, filter, { abortSignal })) {
    rules.push(...(page.SecurityGroupRules ?? []));
  }
  return sshRules(rules);
}

/** Of rules that no stack has. The new one is there before an old one goes, so that nobody is locked out in between. */
export async function changeSshRule(
  { aws }: Pick<Target, 'aws'>,
  groupId: string,
  { add, revoke }: SshRuleChange,
  abortSignal: AbortSignal,
): Promise<void> {
  const client = new EC2Client(aws);
  if (add !== undefined) {
    const IpRanges = [{ CidrIp: add, Description: sshRuleDescription }];
    const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges };
    const command = new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions: [rule] });
    await client.send(command, { abortSignal });
  }
  if (revoke.length === 0) return;
  const SecurityGroupRuleIds = revoke.map(({ id }) => id);
  const command = new RevokeSecurityGroupIngressCommand({ GroupId: groupId, SecurityGroupRuleIds });
  await client.send(command, { abortSignal });
}
