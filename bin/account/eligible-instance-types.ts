import { EC2Client, paginateDescribeInstanceTypes } from '@aws-sdk/client-ec2';
import type { Target } from '../aws/target';

/** What EC2 itself says that this account's Free Tier has in the region: older accounts get other types than newer ones. */
export async function eligibleInstanceTypes(
  { aws }: Pick<Target, 'aws'>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const client = new EC2Client(aws);
  const filter = { Filters: [{ Name: 'free-tier-eligible', Values: ['true'] }] };
  const types: string[] = [];
  for await (const page of paginateDescribeInstanceTypes({ client }, filter, {
    ...(signal && { abortSignal: signal }),
  })) {
    types.push(...(page.InstanceTypes ?? []).map(({ InstanceType }) => String(InstanceType)));
  }
  return types.sort();
}
