import { chargesOf } from '../../infra/free-tier/cost/estimate-cost';
import type { Charge } from '../../infra/free-tier/cost/charge';
import { hoursPerMonth } from '../../infra/free-tier/price-list';
import { viewStack, type Properties } from '../../infra/free-tier/template/template-view';
import type { AwsConfig } from '../aws/clients';
import type { LiveThing } from './live-thing';

export interface Place {
  readonly aws: AwsConfig & { readonly region: string };
  readonly signal: AbortSignal;
}

/** Asks one region for all of a kind. */
export interface Lister {
  /** In the plural. */
  readonly what: string;
  /** IAM action that it takes. */
  readonly action: string;
  list(place: Place): Promise<readonly LiveThing[]>;
}

/** All items of all pages. */
export async function gather<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/**
 * What a resource of a template with these properties is billed for: AWS lists most things in the words in which a template asks for
 * them, so that the guard of a synthesis and this one reckon alike. What may come on top in the worst month is not what runs.
 */
export const chargesAsOfTemplate = (
  type: string,
  properties: object,
  machineHours: number = hoursPerMonth,
): readonly Charge[] => {
  const Properties = Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined),
  ) as Properties;
  const template = { Resources: { Thing: { Type: type, Properties } } };
  const [resource] = viewStack({ name: 'account', template }).resources;
  const date = new Date().toISOString().slice(0, 10);
  const charges = resource === undefined ? [] : chargesOf(resource, { machineHours, date });
  return charges.filter(({ kind }) => kind !== 'possible');
};

interface AwsTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export const ownerOf = (tags: readonly AwsTag[] = []): Pick<LiveThing, 'name' | 'project'> => {
  const valueOf = (key: string) => tags.find(({ Key }) => Key === key)?.Value || undefined;
  return { name: valueOf('Name'), project: valueOf('project') };
};
