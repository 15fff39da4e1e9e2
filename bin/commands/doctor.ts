import type { Target, TargetOptions } from '../aws/target';
import type { Finding, Result } from '../doctor/check';
import { type ExitCode, exitCodes, UserError } from '../io/errors';
import { type CommandContext, targetFlags, type Verb } from '../verb';

interface Options extends TargetOptions {
  readonly policy?: boolean;
}

export const doctorVerb: Verb = {
  name: 'doctor',
  summary: 'check laptop and account, and print a block that is safe to paste',
  examples: [
    ['doctor', 'ends with 1 where something is in the way, with 4 where AWS cannot be asked'],
    ['doctor --policy', 'an IAM policy with what the verbs need'],
    ['doctor --json', 'the same for a script'],
  ],
  flags: targetFlags,
  configure(command) {
    command.option('--policy', 'print a minimal IAM policy, and check nothing');
  },
  /** Reads, and changes nothing. Nothing of what it prints tells account, address or keys. */
  async run(options: Options, context) {
    const { output, rootDirectory, environment, signal } = context;
    if (options.policy) return printPolicy(context);
    const { laptopChecks } = await import('../doctor/laptop-checks');
    const { runChecks } = await import('../doctor/check');
    const { checkIdentity } = await import('../doctor/identity-checks');
    const { awsConfig } = await import('../aws/clients');
    const { describeDoctor } = await import('../doctor/describe-doctor');
    const { mask } = await import('../doctor/mask');

    const { target, settings } = await readTarget(options, context);
    const results = await output.step('Examine laptop and account', async () => {
      const aws = target?.aws ?? awsConfig(options);
      const [laptop, identity] = await Promise.all([
        runChecks(laptopChecks({ environment, rootDirectory }), signal),
        checkIdentity(aws, signal),
      ]);
      const asked = target !== undefined && identity.account !== undefined;
      if (!asked) return [...laptop, { name: 'settings', ...settings }, ...identity.results];
      const { accountChecks } = await import('../doctor/account-checks');
      const account = await runChecks(accountChecks(target, identity.account, context), signal);
      return [...laptop, { name: 'settings', ...settings }, ...identity.results, ...account];
    });
    const own = [target?.settings.sshAddress?.replace('/32', '') ?? '', ...addressesIn(results)];
    const masked = results.map(({ text, fix, ...rest }) => ({
      ...rest,
      text: mask(text, own),
      ...(fix !== undefined && { fix: mask(fix, own) }),
    }));
    output.data({ checks: masked }, describeDoctor(masked));
    return codeOf(results);
  },
};

/** The first address that the check of the own one names. */
const addressesIn = (results: readonly Result[]): readonly string[] =>
  results
    .filter(({ name }) => name === 'own address')
    .flatMap(({ text }) => text.match(/\b\d+\.\d+\.\d+\.\d+\b/g) ?? []);

async function readTarget(
  options: Options,
  context: CommandContext,
): Promise<{ target: Target | undefined; settings: Finding }> {
  const { openTarget } = await import('../aws/target');
  const { failure, ok } = await import('../doctor/check');
  try {
    const target = await openTarget(options, context);
    return { target, settings: ok(`${target.projectName} in ${target.region}`) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { target: undefined, settings: failure(error.message, error.fix) };
  }
}

async function printPolicy({ output }: CommandContext): Promise<ExitCode> {
  const { minimalPolicy } = await import('../doctor/permissions');
  output.data(minimalPolicy());
  return exitCodes.ok;
}

function codeOf(results: readonly Result[]): ExitCode {
  if (results.some(({ isUnreachable }) => isUnreachable)) return exitCodes.unreachable;
  return results.some(({ status }) => status === 'failure') ? exitCodes.failed : exitCodes.ok;
}
