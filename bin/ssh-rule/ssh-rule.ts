import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import {
  sshAddressProblem,
  sshAddressGuide,
  sshRuleDescription,
  type SshAddress,
} from '../../infra/constructs/shared-security-group/ssh-address';
import { exitCodes, UserError } from '../io/errors';

/** A rule that lets somebody in at port 22. */
export interface SshRule {
  readonly id: string;
  /** Whom: `203.0.113.7/32`, or the id of a group or a prefix list. */
  readonly source: string;
  readonly description: string;
  readonly isOurs: boolean;
}

/** What makes `address` the one that is let in. */
export interface SshRuleChange {
  /** Absent where a rule lets it in already. */
  readonly add?: SshAddress;
  /** Rules of ours to revoke, after the addition. */
  readonly revoke: readonly SshRule[];
  /** The rule, ours or another's, that lets it in already. */
  readonly present?: SshRule;
}

/** `203.0.113.7` or `203.0.113.7/32`. @throws UserError for anything wider, and for what never arrives over the internet */
export function parseSshAddress(text: string): SshAddress {
  const value = text.includes('/') ? text : `${text}/32`;
  const problem = sshAddressProblem(value);
  if (problem === undefined) return value as SshAddress;
  throw new UserError(`${text} is not let in: ${problem}\nallowed: ${sshAddressGuide.allowed}`, {
    code: exitCodes.usage,
    fix: 'waffle allow-ip, which finds your own address; or waffle allow-ip 203.0.113.7',
  });
}

/** Rules of a group for port 22 and nothing else: of a wider range SSH is a part only, and not ours to change. */
export const sshRules = (rules: readonly SecurityGroupRule[]): readonly SshRule[] =>
  rules
    .filter(
      (rule) => !rule.IsEgress && rule.IpProtocol === 'tcp' && rule.FromPort === 22 && rule.ToPort === 22,
    )
    .map((rule) => ({
      id: rule.SecurityGroupRuleId ?? '',
      source: sourceOf(rule),
      description: rule.Description ?? '',
      isOurs: rule.CidrIpv4 !== undefined && rule.Description === sshRuleDescription,
    }));

const sourceOf = ({ CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo }: SecurityGroupRule): string =>
  CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? ReferencedGroupInfo?.GroupId ?? '';

/** @param replaced rules of ours that give way */
export function planSshRule(
  rules: readonly SshRule[],
  address: SshAddress,
  replaced: readonly SshRule[],
): SshRuleChange {
  const present = rules.find(({ source }) => source === address);
  const revoke = replaced.filter(({ source }) => source !== address);
  return present === undefined ? { add: address, revoke } : { revoke, present };
}

/** Rules of ours with another address. */
export const outdatedRules = (rules: readonly SshRule[], address: SshAddress): readonly SshRule[] =>
  rules.filter(({ isOurs, source }) => isOurs && source !== address);
