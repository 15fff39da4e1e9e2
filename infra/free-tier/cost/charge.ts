import type { Resource } from '../template/template-view';

/** What a resource is billed for, before prices: rules and the estimate speak of the same charges. */
export type Charge =
  | { readonly kind: 'fixed'; readonly what: string; readonly quantity: number; readonly price: string }
  /** Billed only when something happens that nobody wants; the quantity is the most it can be in a month. */
  | { readonly kind: 'possible'; readonly what: string; readonly quantity: number; readonly price: string }
  /** Billed by what is used; no quantity is known. */
  | { readonly kind: 'usage'; readonly what: string; readonly price?: string }
  | { readonly kind: 'unknown'; readonly what: string; readonly why: string };

export interface ChargeOptions {
  /** Hours a month that machines run which can be stopped. Addresses and disks are billed all month. */
  readonly machineHours: number;
  /** Day whose prices count, `YYYY-MM-DD`: Extended Support begins on a day. */
  readonly date: string;
}

export type ChargesOf = (resource: Resource, options: ChargeOptions) => readonly Charge[];

export const fixed = (what: string, quantity: number, price: string): Charge => ({
  kind: 'fixed',
  what,
  quantity,
  price,
});

export const possible = (what: string, quantity: number, price: string): Charge => ({
  kind: 'possible',
  what,
  quantity,
  price,
});

export const usage = (what: string, price?: string): Charge => ({
  kind: 'usage',
  what,
  ...(price !== undefined && { price }),
});

export const unknown = (what: string, why: string): Charge => ({ kind: 'unknown', what, why });

/** The same charges for several of a kind. */
export const times = (count: number, charges: readonly Charge[]): readonly Charge[] =>
  charges.map((charge) => ('quantity' in charge ? { ...charge, quantity: charge.quantity * count } : charge));

/** At most these, when they are not sure. */
export const asPossible = (charges: readonly Charge[]): readonly Charge[] =>
  charges.map((charge) => (charge.kind === 'fixed' ? { ...charge, kind: 'possible' } : charge));
