import { hoursPerMonth, referenceRegion } from '../price-list';
import { placeOf, type Resource, type StackView } from '../template/template-view';
import { unknown, type Charge, type ChargeOptions } from './charge';
import { isFreeType } from './free-types';
import { priceCharges, sumUsd, type PricedCharges } from './price-charges';
import { chargesByType } from './service-charges';

export interface ResourceCost extends PricedCharges {
  readonly logicalId: string;
  readonly place: string;
  readonly type: string;
  readonly region: string;
}

export interface Estimate {
  /** What is or may be billed, the dearest first. */
  readonly resources: readonly ResourceCost[];
  readonly monthlyUsd: number;
  /** The most that may come on top in the worst month. */
  readonly possibleUsd: number;
  /** Types of what costs nothing, with how many there are. */
  readonly free: Readonly<Record<string, number>>;
  readonly regions: readonly RegionNote[];
}

export interface RegionNote {
  readonly stack: string;
  readonly region: string;
  /** The template names no region, so that of the options or the reference region was taken. */
  readonly isAssumed: boolean;
}

export interface EstimateOptions {
  /** Where a template goes that names no region. @default 'us-east-1' */
  readonly region?: string | undefined;
  /** @default 730: they always run */
  readonly machineHours?: number | undefined;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

/** What the resources of some templates cost a month at list price, and what is not known of it. */
export const estimateCost = (stacks: readonly StackView[], options: EstimateOptions): Estimate => {
  const resources = stacks.flatMap((stack) => stack.resources);
  const all = resources.map((resource) => costOf(resource, options));
  const costs = all.filter((cost) => !isFree(cost)).sort((a, b) => b.monthlyUsd - a.monthlyUsd);
  return {
    resources: costs,
    monthlyUsd: sumUsd(costs),
    possibleUsd: sumUsd(costs.map(({ possibleUsd }) => ({ monthlyUsd: possibleUsd }))),
    free: countTypes(all.filter(isFree)),
    regions: stacks.map((stack) => regionNoteOf(stack, options)),
  };
};

/** Region whose prices a stack is billed by. */
export const regionOf = (stack: StackView, { region }: Pick<EstimateOptions, 'region'>) =>
  stack.region ?? region ?? referenceRegion;

export const chargeOptionsOf = ({ machineHours = hoursPerMonth, date }: EstimateOptions): ChargeOptions => ({
  machineHours,
  date,
});

/** Every charge of a resource, that of an unknown type included. */
export const chargesOf = (resource: Resource, options: ChargeOptions): readonly Charge[] => {
  if (isFreeType(resource.type)) return [];
  const charges = chargesByType.get(resource.type);
  return charges?.(resource, options) ?? [unknown(resource.type, 'the price list does not know this type')];
};

const costOf = (resource: Resource, options: EstimateOptions): ResourceCost => {
  const region = regionOf(resource.stack, options);
  const { logicalId, type } = resource;
  const charges = chargesOf(resource, chargeOptionsOf(options));
  return { logicalId, place: placeOf(resource), type, region, ...priceCharges(charges, region) };
};

const isFree = ({ lines, possible, usage, unknown: unknowns }: ResourceCost) =>
  lines.length + possible.length + usage.length + unknowns.length === 0;

const countTypes = (resources: readonly ResourceCost[]) => {
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

const regionNoteOf = (stack: StackView, options: EstimateOptions): RegionNote => ({
  stack: stack.name,
  region: regionOf(stack, options),
  isAssumed: stack.region === undefined && options.region === undefined,
});
