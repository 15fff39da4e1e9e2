import { formatTable } from '../io/format';
import type { Bill } from './bill';
import { describeCredits, type CreditOutlook } from './credit-outlook';
import type { KindCost } from './month';
import { requestUsd, type BillAnswer } from './read-bill';

export interface CostReport {
  readonly project: string;
  readonly region: string;
  /** ISO 8601. */
  readonly at: string;
  readonly monthEndsAt: string;
  /** What runs of this project, at list price. */
  readonly kinds: readonly KindCost[];
  readonly hourlyUsd: number;
  readonly soFarUsd: number;
  readonly byMonthEndUsd: number;
  readonly unknown: readonly string[];
  readonly credits: CreditOutlook;
  /** Absent unless it was asked for. */
  readonly bill?: BillAnswer;
}

export const describeCost = (report: CostReport): string =>
  [
    report.bill?.known === true ? describeBill(report.bill, report) : '',
    report.bill?.known === false ? `Cost Explorer did not tell the bill (${report.bill.reason}).` : '',
    describeEstimate(report),
    report.unknown.length === 0 ? '' : `Not known here, and not in the sums: ${report.unknown.join('; ')}`,
    describeCredits(report.credits, report.hourlyUsd),
    report.bill === undefined
      ? 'waffle guard shows what else runs on the same credits; waffle cost --billed asks Cost Explorer, for 0.02 USD.'
      : `Cost Explorer was asked ${report.bill.requests} times, at ${requestUsd} USD each.`,
  ]
    .filter(Boolean)
    .join('\n\n');

function describeEstimate(report: CostReport): string {
  const { project, region, at, kinds, soFarUsd, byMonthEndUsd, hourlyUsd } = report;
  const head = `Estimate of what runs of ${project} in ${region}, ${at.slice(0, 16)}Z: at list price, before credits, as if it had run ever since it was made; what is stopped or deleted by now is not in it`;
  if (kinds.length === 0) return `Nothing of ${project} runs in ${region}.`;
  const rows = kinds.map(({ kind, count, ...usd }) => [
    count === 1 ? kind : `${count} × ${kind}`,
    usd.soFarUsd.toFixed(2),
    usd.byMonthEndUsd.toFixed(2),
    usd.monthlyUsd.toFixed(2),
  ]);
  const sum = ['sum', soFarUsd.toFixed(2), byMonthEndUsd.toFixed(2), (hourlyUsd * 730).toFixed(2)];
  const header = ['what', 'so far, USD', 'by the month’s end', 'a whole month'];
  return `${head}\n\n${formatTable([header, ...rows, sum], [1, 2, 3])}`;
}

function describeBill(bill: Bill, { project }: CostReport): string {
  const rows = bill.services.map(({ service, beforeCreditsUsd, creditsUsd }) => [
    service,
    beforeCreditsUsd.toFixed(2),
    creditsUsd.toFixed(2),
    (beforeCreditsUsd + creditsUsd).toFixed(2),
  ]);
  const sums = [bill.beforeCreditsUsd, bill.creditsUsd, bill.afterCreditsUsd].map((usd) => usd.toFixed(2));
  const header = ['billed this month, whole account', 'before credits, USD', 'credits', 'to pay'];
  const ours =
    bill.ofProjectUsd === null
      ? `How much of it is ${project}’s cannot be told: no tag “project” is active as a cost allocation tag (Billing console, Cost allocation tags).`
      : `${bill.ofProjectUsd.toFixed(2)} USD of it, before credits, bear the tag project=${project}.`;
  return `${formatTable([header, ...rows, ['sum', ...sums]], [1, 2, 3])}\n\n${ours} AWS counts with up to a day’s delay.`;
}
