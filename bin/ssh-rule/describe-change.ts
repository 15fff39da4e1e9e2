import { formatTable } from '../io/format';
import type { SshRule, SshRuleChange } from './ssh-rule';

export interface SshRuleOutcome {
  readonly address: string;
  readonly change: SshRuleChange;
  /** All rules for port 22 as they were. */
  readonly rules: readonly SshRule[];
  /** The file that keeps the address for the next deploy, or why none does. */
  readonly kept: string;
}

/** What was done, and whose rules there are, for people. */
export function describeSshRule({ address, change, rules, kept }: SshRuleOutcome): string {
  const others = rules.filter(({ isOurs }) => !isOurs);
  const left = rules.filter(
    (rule) => rule.isOurs && rule.source !== address && !change.revoke.includes(rule),
  );
  return [
    headline(address, change),
    rows('Revoked', change.revoke),
    rows('Also of this project, and left', left),
    rows('Of others, and left alone', others),
    kept,
  ]
    .filter(Boolean)
    .join('\n');
}

function headline(address: string, { add, present, revoke }: SshRuleChange): string {
  if (present !== undefined && !present.isOurs) return `${address} was let in already, by a rule of another.`;
  if (add === undefined && revoke.length === 0) return `${address} was let in already; nothing was changed.`;
  return `Port 22 lets in ${address} now.`;
}

const rows = (title: string, rules: readonly SshRule[]) =>
  rules.length === 0
    ? ''
    : `${title}\n${formatTable(rules.map(({ source, description }) => [`  ${source}`, quoted(description)]))}`;

const quoted = (description: string) => (description === '' ? '(without a description)' : `“${description}”`);
