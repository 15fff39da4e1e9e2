import { findPrice } from '../../infra/free-tier/price-list';
import type { Charge } from './kind';

/** List price of a month; `undefined` where no source for one of the charges was found. */
export function monthlyUsd(charges: readonly Charge[], region: string): number | undefined {
  const parts = charges.map(({ price, quantity }) => {
    const found = findPrice(price, region);
    return found === undefined ? undefined : found.usd * quantity;
  });
  return parts.includes(undefined) ? undefined : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

/** Something is billed, whatever its price: an empty log group is not. */
export const isBilled = (charges: readonly Charge[]) => charges.some(({ quantity }) => quantity > 0);

const daysPerMonth = 730 / 24;
export const dailyUsd = (usdOfMonth: number) => usdOfMonth / daysPerMonth;
