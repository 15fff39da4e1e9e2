import { describeCredits } from '../../cost/credit-outlook';
import { reportCost } from '../../cost/report-cost';
import { scanRegions } from '../../cost/scan-regions';
import { readPlan } from '../../account/read-plan';
import { check, type Producer } from '../producer';

export const cost: Producer = {
  name: 'cost',
  title: 'What this month costs, and what is left',
  claim: 'What runs of the project is known and priced, and so is what is left of the credits.',
  commands: ['waffle cost', 'waffle guard'],
  deterministic: false,
  needs: 'server',
  async produce(scene) {
    const { target } = await scene.deployed();
    const [plan, scan] = await Promise.all([
      readPlan(target, scene.context),
      scanRegions(target, [target.region], scene.signal),
    ]);
    const report = reportCost({ target, plan, scan, now: scene.startedAt });
    const usd = (amount: number) => amount.toFixed(2);
    return {
      checks: [
        check(
          'everything that runs has a price',
          report.unknown.length === 0,
          report.unknown.join('; ') || `${report.kinds.length} kinds`,
        ),
        check(
          'plan and credits are known',
          report.credits.unknownBecause === null,
          report.credits.unknownBecause ?? describeCredits(report.credits, report.hourlyUsd),
        ),
      ],
      parts: [
        {
          kind: 'table',
          title: 'Estimate at list price, before credits, in USD',
          head: ['what', 'so far', 'by the month’s end', 'a whole month'],
          rows: [
            ...report.kinds.map(({ kind, count, ...amounts }) => [
              count === 1 ? kind : `${count} × ${kind}`,
              usd(amounts.soFarUsd),
              usd(amounts.byMonthEndUsd),
              usd(amounts.monthlyUsd),
            ]),
            ['sum', usd(report.soFarUsd), usd(report.byMonthEndUsd), usd(report.monthlyUsd)],
          ],
          numbers: [1, 2, 3],
        },
        { kind: 'note', text: describeCredits(report.credits, report.hourlyUsd) },
      ],
    };
  },
};
