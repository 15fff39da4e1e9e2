import { z } from 'zod';
import prices from './prices.json';

const units = [
  'hour',
  'month',
  'GB',
  'GB-hour',
  'GB-month',
  'GB-second',
  'IOPS-month',
  'LCU-month',
  'MBps-month',
  'metric-month',
  'million requests',
  'vCPU-hour',
  'vCPU-month',
] as const;

const priceSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9./-]+$/),
  unit: z.enum(units),
  usd: z.number().positive(),
  /** Key of `sources`. */
  source: z.string(),
  date: z.iso.date(),
  /** High: taken from the price list of AWS by a program; medium: from a text, or a year old. */
  confidence: z.enum(['high', 'medium']),
});

const regionGroupSchema = z.strictObject({
  name: z.string(),
  /** `commercial`: every region but those of China and of the US government. */
  regions: z.union([z.literal('commercial'), z.array(z.string()).nonempty()]),
  prices: z.array(priceSchema),
});

export const priceListSchema = z
  .strictObject({
    currency: z.literal('USD'),
    hoursPerMonth: z.number(),
    sources: z.record(z.string(), z.strictObject({ title: z.string(), url: z.url() })),
    regionGroups: z.array(regionGroupSchema),
  })
  .superRefine((list, context) => {
    for (const message of [...unknownSources(list), ...pricesGivenTwice(list)]) {
      context.addIssue({ code: 'custom', message });
    }
  });

type PriceListShape = z.infer<z.ZodObject<{ regionGroups: z.ZodArray<typeof regionGroupSchema> }>>;
export type Price = z.infer<typeof priceSchema>;
export type PriceUnit = Price['unit'];

const unknownSources = ({
  sources,
  regionGroups,
}: PriceListShape & { readonly sources: Readonly<Record<string, unknown>> }) =>
  regionGroups
    .flatMap((group) => group.prices)
    .filter(({ source }) => !(source in sources))
    .map(({ id, source }) => `${id}: there is no source ${source}`);

/** A region finds a price in its own groups and among those of every region, so an id may occur once in both. */
const pricesGivenTwice = ({ regionGroups }: PriceListShape) => {
  const everywhere = regionGroups.filter(({ regions }) => regions === 'commercial').flatMap(idsOf);
  return regionGroups.flatMap((group) => {
    const ids = group.regions === 'commercial' ? everywhere : [...everywhere, ...idsOf(group)];
    return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is given twice`);
  });
};

const idsOf = (group: z.infer<typeof regionGroupSchema>) => group.prices.map(({ id }) => id);

const priceList = priceListSchema.parse(prices);

/** What AWS itself reckons a month to be. */
export const { hoursPerMonth } = priceList;

/** Region of which most prices are known; they are named where another one's are not. */
export const referenceRegion = 'us-east-1';

/** The list price in a region, or `undefined` where no source for it was found. */
export const findPrice = (id: string, region: string): Price | undefined =>
  priceList.regionGroups
    .filter(({ regions }) => (regions === 'commercial' ? isCommercial(region) : regions.includes(region)))
    .flatMap((group) => group.prices)
    .find((price) => price.id === id);

export const sourceOf = ({ source }: Price) => priceList.sources[source] ?? { title: source, url: '' };

const isCommercial = (region: string) => !/^(cn|us-gov|us-iso)/.test(region);
