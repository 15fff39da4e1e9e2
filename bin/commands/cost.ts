import type { TargetOptions } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { type CommandContext, readUsd, targetFlags, type Verb } from '../verb';

interface Options extends TargetOptions {
  readonly billed?: boolean;
  readonly credit?: number;
}

export const costVerb: Verb = {
  name: 'cost',
  summary: 'show what this month costs so far and by its end, and how long the credits last',
  examples: [
    ['cost', 'an estimate from what runs, at list price; asking is free'],
    ['cost --billed', 'also what AWS has billed, by service; asks first, as Cost Explorer costs 0.02 USD'],
    ['cost --billed --yes --json', 'the same for a script, without a question'],
  ],
  flags: targetFlags,
  configure(command) {
    command
      .option('--billed', 'ask Cost Explorer too, at 0.01 USD a request')
      .option('--credit <usd>', 'what is left of the credits (default: as AWS tells)', readUsd);
  },
  /** Reads, and changes nothing. */
  async run(options: Options, context) {
    const { output, signal } = context;
    const { openTarget } = await import('../aws/target');
    const { readPlan } = await import('../account/read-plan');
    const { scanRegions } = await import('../cost/scan-regions');
    const { reportCost } = await import('../cost/report-cost');
    const { readBill } = await import('../cost/read-bill');
    const { describeCost } = await import('../cost/describe-cost');

    const target = await openTarget(options, context);
    if (options.billed) await confirmPrice(context);
    const [plan, scan] = await output.step(`Look at what runs in ${target.region}`, () =>
      Promise.all([readPlan(target, context), scanRegions(target, [target.region], signal)]),
    );
    const now = new Date();
    const estimate = reportCost({ target, plan, scan, credit: options.credit, now });
    const bill = options.billed
      ? await output.step('Ask Cost Explorer', () => readBill(target, now, signal))
      : undefined;
    const report = { ...estimate, ...(bill && { bill }) };
    output.data(report, describeCost(report));
    return exitCodes.ok;
  },
};

async function confirmPrice({ questions }: CommandContext): Promise<void> {
  const isWanted = await questions.confirm({
    message: 'Cost Explorer costs 0.01 USD a request, here 0.02 USD. Ask it?',
    flag: 'waffle cost --billed --yes',
  });
  if (isWanted) return;
  throw new UserError('Cost Explorer was not asked.', {
    code: exitCodes.interrupted,
    fix: 'waffle cost, which is free, estimates from what runs',
  });
}
