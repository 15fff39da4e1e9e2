import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  type Group,
} from '@aws-sdk/client-cost-explorer';
import type { Target } from '../aws/target';
import { summarizeBill, type Bill } from './bill';
import { monthOf } from './month';

/** USD for each request: https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/, read 2026-11-22. */
export const requestUsd = 0.01;
/** One for the account, one by the tag; more where an answer has several pages. */
export const requestsExpected = 2;

const dayMs = 86_400_000;
/** Cost Explorer is in one region for all. */
const region = 'us-east-1';

export type BillAnswer = Bill | { readonly known: false; readonly reason: string; readonly requests: number };

/** This month as AWS has billed it so far. What Cost Explorer refuses is a fact, not an end of the command. */
export async function readBill(
  { aws, projectName }: Pick<Target, 'aws' | 'projectName'>,
  now: Date,
  abortSignal: AbortSignal,
): Promise<BillAnswer> {
  const client = new CostExplorerClient({ ...aws, region });
  let requests = 0;
  const ask = async (input: Partial<GetCostAndUsageCommandInput>): Promise<readonly Group[]> => {
    const groups: Group[] = [];
    let NextPageToken: string | undefined;
    do {
      requests += 1;
      const command = new GetCostAndUsageCommand({ ...monthSoFar(now), ...input, NextPageToken });
      const page = await client.send(command, { abortSignal });
      groups.push(...(page.ResultsByTime ?? []).flatMap(({ Groups = [] }) => Groups));
      ({ NextPageToken } = page);
    } while (NextPageToken !== undefined);
    return groups;
  };
  try {
    const byService = await ask({ GroupBy: [dimension('SERVICE'), dimension('RECORD_TYPE')] });
    const byTag = await ask({
      GroupBy: [{ Type: 'TAG', Key: 'project' }, dimension('SERVICE')],
      Filter: noCredit,
    });
    return { ...summarizeBill(byService, byTag, projectName), requests };
  } catch (error) {
    abortSignal.throwIfAborted();
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { known: false, reason, requests };
  }
}

const dimension = (Key: string) => ({ Type: 'DIMENSION' as const, Key });

const noCredit = { Not: { Dimensions: { Key: 'RECORD_TYPE' as const, Values: ['Credit', 'Refund'] } } };

/** Its end is the first day that is not part of it. */
const monthSoFar = (now: Date): GetCostAndUsageCommandInput => ({
  TimePeriod: {
    Start: monthOf(now).start.toISOString().slice(0, 10),
    End: new Date(now.getTime() + dayMs).toISOString().slice(0, 10),
  },
  Granularity: 'MONTHLY',
  Metrics: ['UnblendedCost'],
});
