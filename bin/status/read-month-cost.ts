import { CostExplorerClient, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import type { AwsConfig } from '../aws/clients';

export interface MonthCost {
  /** Of the whole account since the first of the month, before credits. */
  readonly usd: number;
  readonly since: string;
}

/** Cost Explorer answers in us-east-1 for all regions, hours late, and bills 0.01 USD a request (https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/). */
export async function readMonthCost(aws: AwsConfig, now: Date, abortSignal: AbortSignal): Promise<MonthCost> {
  const since = `${now.toISOString().slice(0, 7)}-01`;
  const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
  const command = new GetCostAndUsageCommand({
    TimePeriod: { Start: since, End: tomorrow },
    Granularity: 'MONTHLY',
    Metrics: ['UnblendedCost'],
    Filter: { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Credit', 'Refund'] } } },
  });
  const client = new CostExplorerClient({ ...aws, region: 'us-east-1' });
  const { ResultsByTime = [] } = await client.send(command, { abortSignal });
  const usd = ResultsByTime.reduce(
    (sum, { Total }) => sum + Number(Total?.['UnblendedCost']?.Amount ?? 0),
    0,
  );
  return { usd, since };
}
