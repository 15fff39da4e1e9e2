import type { Group } from '@aws-sdk/client-cost-explorer';

export interface ServiceCost {
  readonly service: string;
  readonly beforeCreditsUsd: number;
  readonly creditsUsd: number;
}

export interface Bill {
  readonly known: true;
  /** Requests to Cost Explorer that were made, each at its price. */
  readonly requests: number;
  /** Of the whole account, the dearest first. */
  readonly services: readonly ServiceCost[];
  readonly beforeCreditsUsd: number;
  /** 0 or less. */
  readonly creditsUsd: number;
  readonly afterCreditsUsd: number;
  /** What bears this project's tag, before credits; `null` where the tag is no cost allocation tag. */
  readonly ofProjectUsd: number | null;
}

/**
 * @param byService groups of SERVICE and RECORD_TYPE
 * @param byTag groups of the tag `project`, whose key is `project$value`, and SERVICE, without credits
 */
export function summarizeBill(
  byService: readonly Group[],
  byTag: readonly Group[],
  projectName: string,
): Omit<Bill, 'requests'> {
  const names = [...new Set(byService.map(({ Keys }) => Keys?.[0] ?? ''))];
  const services = names
    .map((service) => {
      const groups = byService.filter(({ Keys }) => Keys?.[0] === service);
      const credits = groups.filter(isCredit);
      const others = groups.filter((group) => !isCredit(group));
      return { service, beforeCreditsUsd: sum(others), creditsUsd: sum(credits) };
    })
    .sort((a, b) => b.beforeCreditsUsd - a.beforeCreditsUsd);
  const beforeCreditsUsd = sum(byService.filter((group) => !isCredit(group)));
  const creditsUsd = sum(byService.filter(isCredit));
  const isTagActive = byTag.some(({ Keys }) => /^project\$./.test(Keys?.[0] ?? ''));
  const ours = byTag.filter(({ Keys }) => Keys?.[0] === `project$${projectName}`);
  return {
    known: true,
    services,
    beforeCreditsUsd,
    creditsUsd,
    afterCreditsUsd: cents(beforeCreditsUsd + creditsUsd),
    ofProjectUsd: isTagActive ? sum(ours) : null,
  };
}

const isCredit = ({ Keys }: Group) => ['Credit', 'Refund'].includes(Keys?.[1] ?? '');

const sum = (groups: readonly Group[]): number =>
  cents(groups.reduce((total, { Metrics }) => total + Number(Metrics?.['UnblendedCost']?.Amount ?? 0), 0));

const cents = (usd: number) => Math.round(usd * 100) / 100 + 0;
