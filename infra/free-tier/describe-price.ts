import type { PricedCharges, UsageLine } from './cost/price-charges';

/** What something costs, as a person says it; what is not known is said too. */
export const describePrice = ({ lines, monthlyUsd, possibleUsd, usage, unknown }: PricedCharges): string => {
  const parts = [
    ...(lines.length > 0 ? [`${formatUsd(monthlyUsd)} a month`] : []),
    ...(possibleUsd > 0 ? [`up to ${formatUsd(possibleUsd)} in the worst month`] : []),
    ...usage.map(describeUsage),
    ...unknown.map(({ what, why }) => `${what} unknown: ${why}`),
  ];
  return parts.length === 0 ? 'nothing by itself' : parts.join(' + ');
};

export const formatUsd = (usd: number) => `${usd.toFixed(2)} USD`;

const describeUsage = ({ what, unitUsd, unit }: UsageLine) =>
  `${unitUsd === undefined ? 'an unknown price' : `${unitUsd} USD`} per ${unit ?? 'use'} of ${what}`;
