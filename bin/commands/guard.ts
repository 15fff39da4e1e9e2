import type { TargetOptions } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { readUsd, targetFlags, type Verb, wholeNumber } from '../verb';

interface Options extends TargetOptions {
  readonly days?: number;
  readonly credit?: number;
}

export const guardVerb: Verb = {
  name: 'guard',
  summary: 'show what runs in every region on the same credits, whose it is, and how long they last',
  examples: [
    ['guard', 'ends with 3 where something that is not this project’s costs, or the credits end soon'],
    ['guard --days 30', 'soon is within 30 days'],
    ['guard --credit 62.50', 'with what is left of the credits, where AWS does not tell it'],
    ['guard --json', 'the same for a script'],
  ],
  flags: targetFlags,
  configure(command) {
    command
      .option(
        '--days <days>',
        'credits and plan must last this long (default: 14)',
        wholeNumber({ least: 0, most: 365, unit: 'days' }),
      )
      .option('--credit <usd>', 'what is left of the credits (default: as AWS tells)', readUsd);
  },
  /** Reads, and changes nothing. */
  async run(options: Options, context) {
    const { output, signal } = context;
    const { openTarget } = await import('../aws/target');
    const { readAccount } = await import('../account/read-account');
    const { readPlan } = await import('../account/read-plan');
    const { creditOutlook } = await import('../cost/credit-outlook');
    const { enabledRegions, listers, scanRegions } = await import('../cost/scan-regions');
    const { describeGuard } = await import('../cost/describe-guard');
    const { judge } = await import('../cost/guard-report');

    const target = await openTarget(options, context);
    const [account, plan, regions] = await output.step('Ask for account, plan and regions', () =>
      Promise.all([readAccount(target, signal), readPlan(target, context), enabledRegions(target, signal)]),
    );
    const scan = await output.step(`Look into ${regions.length} regions`, () =>
      scanRegions(target, regions, signal),
    );
    const [first] = scan.unasked;
    if (first !== undefined && scan.unasked.length === regions.length * listers.length) {
      throw new UserError(`No region could be asked: ${first.why}`, {
        code: exitCodes.unreachable,
        fix: first.fix,
      });
    }
    const now = new Date();
    const report = judge({
      now,
      account: account.id,
      project: target.projectName,
      scan,
      outlook: (monthlyUsd) => creditOutlook(plan, options.credit, monthlyUsd, now),
      days: options.days ?? 14,
    });
    output.data(report, describeGuard(report));
    return report.findings.length === 0 ? exitCodes.ok : exitCodes.guard;
  },
};
