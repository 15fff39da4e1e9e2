import { hoursPerMonth } from '../price-list';

const daysPerMonth = hoursPerMonth / 24;

/**
 * How many days a credit lasts. Infinity when nothing is spent; the credit itself expires twelve months after the account
 * was opened, and a Free plan ends after six, whatever is left.
 */
export const creditDays = (monthlyUsd: number, creditUsd: number): number => {
  if (!(monthlyUsd >= 0 && creditUsd >= 0)) {
    throw new RangeError(
      `A cost and a credit are 0 or more: ${monthlyUsd} USD a month, ${creditUsd} USD of credit`,
    );
  }
  return monthlyUsd === 0 ? Infinity : creditUsd / (monthlyUsd / daysPerMonth);
};
