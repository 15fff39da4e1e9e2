import type { SshAddress } from '../../infra/constructs/shared-security-group/ssh-address';
import type { Target, TargetOptions } from '../aws/target';
import { exitCodes } from '../io/errors';
import type { SshRule } from '../ssh-rule/ssh-rule';
import type { DeployedStack } from '../stack/read-stack';
import { type CommandContext, targetFlags, type Verb } from '../verb';

interface Options extends TargetOptions {
  readonly all?: boolean;
}

const left =
  'What CloudFormation has begun goes on there. The same command again waits for it; no setting was changed yet.';

export const allowIpVerb: Verb = {
  name: 'allow-ip',
  summary: 'let your address in at port 22 instead of the one before',
  examples: [
    ['allow-ip', 'the address that you have now'],
    ['allow-ip 203.0.113.9', 'another one'],
    ['allow-ip --all', 'also where several rules of this project are left: replaces them all'],
  ],
  flags: targetFlags,
  configure(command) {
    command
      .argument('[address]', 'a public IPv4 address (default: the one you are seen by)')
      .option('--all', 'replace every rule of this project for port 22, without asking which');
  },
  /** Touches rules for port 22 which bear this project's description, and no other. */
  async run(options: Options, context) {
    const { output, rootDirectory, signal } = context;
    const { openTarget } = await import('../aws/target');
    const { parseSshAddress, planSshRule } = await import('../ssh-rule/ssh-rule');
    const { readSshRules, changeSshRule } = await import('../ssh-rule/change-ssh-rule');
    const { describeSshRule } = await import('../ssh-rule/describe-change');
    const { ifInterrupted } = await import('../io/if-interrupted');
    const { keepSettings } = await import('../init/keep-settings');
    const { readStack } = await import('../stack/read-stack');
    const { settledStack } = await import('../up/settle');
    const { stackResources, resourceOfType } = await import('../stack/stack-resources');

    const [given] = context.words;
    if (given !== undefined) parseSshAddress(given);
    const target = await openTarget(options, context);
    // One that was interrupted goes on there.
    await settledStack(target, context);
    const stack = await readStack(target, signal);
    const resources = await stackResources(target, stack, signal);
    const { physicalId: groupId } = resourceOfType(resources, 'AWS::EC2::SecurityGroup', stack);
    const address = parseSshAddress(given ?? (await ownAddressOf(context)));
    const rules = await readSshRules(target, groupId, signal);
    const replaced = await chooseRules(rules, address, options, context);
    const changed = output.step('Change the rule', async () => {
      if (await changeInStack({ target, stack, rules, address, context })) {
        const now = await readSshRules(target, groupId, signal);
        const others = replaced.filter(({ id }) => now.some((rule) => rule.id === id));
        return changeSshRule(target, groupId, planSshRule(now, address, others), signal);
      }
      return changeSshRule(target, groupId, planSshRule(rules, address, replaced), signal);
    });
    await ifInterrupted(left, changed, context);
    const change = planSshRule(rules, address, replaced);

    const { settingsFile } = target.settings;
    const isKept = settingsFile !== 'none';
    if (isKept) await keepSettings({ rootDirectory, settingsFile }, { sshAddress: address });
    const kept = isKept
      ? `sshAddress in ${settingsFile} is ${address}, for the next deploy.`
      : `Without a settings file the next deploy wants -c sshAddress=${address}.`;
    output.data(
      { address, added: change.add !== undefined, revoked: change.revoke, rules, settingsFile },
      describeSshRule({ address, change, rules, kept }),
    );
    return exitCodes.ok;
  },
};

interface Change {
  readonly target: Target;
  readonly stack: DeployedStack;
  readonly rules: readonly SshRule[];
  readonly address: SshAddress;
  readonly context: CommandContext;
}

/**
 * The rule that the stack has is the stack's to change: changed behind its back, a later deploy would fail on the new one, which is
 * there already. @returns whether it was
 */
async function changeInStack({ target, stack, rules, address, context }: Change): Promise<boolean> {
  const { readStackRule, updateStackRule } = await import('../ssh-rule/stack-rule');
  const rule = await readStackRule(target, stack, context.signal);
  const isLetIn = rules.some(({ source }) => source === address);
  if (rule === undefined || rule.address === address || isLetIn) return false;
  await updateStackRule(target, stack, rule.withAddress(address), context);
  return true;
}

async function ownAddressOf(context: CommandContext): Promise<string> {
  const { ownAddress } = await import('../account/own-address');
  return context.output.step('Find your address', () => ownAddress(context));
}

/** One rule gives way without a question; which of several, only their owner knows. */
async function chooseRules(
  rules: readonly SshRule[],
  address: SshAddress,
  { all = false }: Options,
  { questions }: CommandContext,
): Promise<readonly SshRule[]> {
  const { outdatedRules } = await import('../ssh-rule/ssh-rule');
  const outdated = outdatedRules(rules, address);
  if (all || outdated.length < 2) return outdated;
  const id = await questions.choose({
    message: `Which of ${outdated.length} addresses gives way to ${address}?`,
    flag: 'waffle allow-ip --all replaces them all',
    choices: outdated.map((rule) => ({ value: rule.id, name: `${rule.source}  ${rule.description}` })),
  });
  return outdated.filter((rule) => rule.id === id);
}
