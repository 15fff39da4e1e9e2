import { plainName } from '../changes/plain-names';
import type { ResourceFailure } from './resource-progress';

interface KnownFailure {
  readonly says: RegExp;
  readonly fix: string;
}

/** What AWS says word for word, and what to type then. */
const knownFailures: readonly KnownFailure[] = [
  // nilbuild/developer-roadmap#10171 (2026-07-22), splunk/attack_range#1302 (2025-11-18)
  {
    says: /instance type is not eligible for Free Tier/i,
    fix: 'waffle up -c instanceType=t3.micro -c accountPlan=credit-free: an account on the Free plan may run what `aws ec2 describe-instance-types --filters Name=free-tier-eligible,Values=true` lists',
  },
  // yc-software/qm#352 (2026-08-12)
  {
    says: /backup retention period exceeds the maximum available to free tier/i,
    fix: 'waffle up -c databaseBackupDays=1 -c accountPlan=credit-free (0 where one day is refused too)',
  },
  {
    says: /instance size isn't available with free plan accounts/i,
    fix: 'waffle up -c databaseInstanceClass=db.t4g.micro: a Free plan has the micro classes only',
  },
  // bitnami/vms#1838 (2025-07-18)
  {
    says: /image is not eligible for Free Tier/i,
    fix: 'waffle up -c machineImage=amazon-linux-2023: images of the Marketplace are refused',
  },
  {
    says: /VcpuLimitExceeded|vCPU capacity than your current vCPU limit/i,
    fix: 'waffle guard shows what runs already; the quota “Running On-Demand Standard instances” (L-1216C47A) can be raised in Service Quotas, free of charge',
  },
  {
    says: /AddressLimitExceeded|maximum number of addresses has been reached/i,
    fix: 'waffle guard shows the addresses of the account: release one, or raise the quota in Service Quotas',
  },
  {
    says: /VpcLimitExceeded|maximum number of VPCs has been reached/i,
    fix: 'delete a VPC that nothing uses, or raise the quota in Service Quotas (five a region by default)',
  },
  {
    says: /InsufficientInstanceCapacity|InsufficientDBInstanceCapacity/i,
    fix: 'try again later, or take another type or region: -c instanceType=…, --region …',
  },
  {
    says: /WaitCondition|Failed to receive \d+ resource signal|boot/i,
    fix: 'the reason is the end of the boot log; once the cause is mended: waffle up',
  },
  {
    says: /already exists/i,
    fix: 'something of that name was left by an earlier deploy: waffle down --check names it',
  },
  {
    says: /is not authorized to perform|AccessDenied|UnauthorizedOperation/i,
    fix: 'waffle doctor shows which permissions are missing',
  },
];

export interface ExplainedFailure {
  readonly text: string;
  readonly fix: string;
}

/** Why a deploy has failed, in CloudFormation's words, and what to type next. */
export function explainFailure(failures: readonly ResourceFailure[], summary: string): ExplainedFailure {
  const lines = failures.map(({ logicalId, type, reason }) => `${plainName(type)} (${logicalId}): ${reason}`);
  const text = lines.length === 0 ? summary : lines.join('\n');
  const known = knownFailures.find(({ says }) => says.test(text));
  return { text, fix: known?.fix ?? 'mend what it says, then type the same again: waffle up' };
}
