import { findPrice, referenceRegion, sourceOf, type Price, type PriceUnit } from '../price-list';
import type { Charge } from './charge';

/** One line of a bill: quantity times unit price, in whole cents, so that lines and sums agree to the cent. */
export interface Line {
  readonly what: string;
  readonly quantity: number;
  readonly unit: PriceUnit;
  readonly unitUsd: number;
  readonly monthlyUsd: number;
  readonly source: { readonly title: string; readonly url: string };
  readonly date: string;
  readonly confidence: Price['confidence'];
}

export interface UsageLine {
  readonly what: string;
  /** Both absent when no source for the price was found. */
  readonly unitUsd?: number;
  readonly unit?: PriceUnit;
}

export interface UnknownLine {
  readonly what: string;
  readonly why: string;
}

export interface PricedCharges {
  readonly lines: readonly Line[];
  readonly monthlyUsd: number;
  /** What may come on top in the worst month. */
  readonly possible: readonly Line[];
  readonly possibleUsd: number;
  readonly usage: readonly UsageLine[];
  readonly unknown: readonly UnknownLine[];
}

/** Puts the list price of a region to each charge; without one, the charge is unknown. */
export const priceCharges = (charges: readonly Charge[], region: string): PricedCharges => {
  const lines = charges.flatMap((charge) => lineOf('fixed', charge, region));
  const possible = charges.flatMap((charge) => lineOf('possible', charge, region));
  return {
    lines,
    monthlyUsd: sumUsd(lines),
    possible,
    possibleUsd: sumUsd(possible),
    usage: charges.flatMap((charge) => usageOf(charge, region)),
    unknown: charges.flatMap((charge) => unknownOf(charge, region)),
  };
};

export const sumUsd = (amounts: readonly { readonly monthlyUsd: number }[]) =>
  cents(amounts.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0));

const cents = (usd: number) => Math.round((usd + Number.EPSILON) * 100) / 100;

const lineOf = (kind: 'fixed' | 'possible', charge: Charge, region: string): readonly Line[] => {
  if (charge.kind !== kind) return [];
  const price = findPrice(charge.price, region);
  if (price === undefined) return [];
  const { what, quantity } = charge;
  const { unit, usd, date, confidence } = price;
  const monthlyUsd = cents(quantity * usd);
  return [{ what, quantity, unit, unitUsd: usd, monthlyUsd, source: sourceOf(price), date, confidence }];
};

const usageOf = (charge: Charge, region: string): readonly UsageLine[] => {
  if (charge.kind !== 'usage') return [];
  const price = charge.price === undefined ? undefined : findPrice(charge.price, region);
  return [{ what: charge.what, ...(price && { unitUsd: price.usd, unit: price.unit }) }];
};

const unknownOf = (charge: Charge, region: string): readonly UnknownLine[] => {
  if (charge.kind === 'unknown') return [{ what: charge.what, why: charge.why }];
  if (charge.kind === 'usage' || findPrice(charge.price, region)) return [];
  return [{ what: charge.what, why: `no sourced price for ${region}${referenceOf(charge.price)}` }];
};

const referenceOf = (id: string) => {
  const price = findPrice(id, referenceRegion);
  return price === undefined ? '' : ` (${referenceRegion}: ${price.usd} USD per ${price.unit})`;
};
