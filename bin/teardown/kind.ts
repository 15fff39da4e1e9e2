import type { AwsConfig } from '../aws/clients';

export type Tags = Readonly<Record<string, string>>;

/** Quantity in the unit of the price: hours, GB-months. */
export interface Charge {
  /** Key of infra/free-tier/prices.json. */
  readonly price: string;
  readonly quantity: number;
}

/** One thing in the account. */
export interface Item {
  readonly id: string;
  /** What it is, for people: `db.t3.micro, 20 GiB`. */
  readonly about?: string;
  readonly tags?: Tags;
  /** By which CloudFormation knows it. @default id */
  readonly physicalId?: string;
  /** What it was made of or for, by type and physical id: the database of a snapshot. */
  readonly of?: { readonly type: string; readonly id: string };
  /** What it is billed for. @default nothing */
  readonly charges?: readonly Charge[];
  /** Being deleted: waited for. What is deleted and only still listed is not found at all. */
  readonly isGoing?: boolean;
  /** Switched off: nothing can be read from it until `waffle resume`. */
  readonly isStopped?: boolean;
  /** The one region that it is for, where its name says so although it is the account's. */
  readonly servesRegion?: string;
  /** Used by several projects of the account. */
  readonly isShared?: boolean;
  /** AWS refuses to delete it until its protection is switched off. */
  readonly isProtected?: boolean;
  /** Of an object in S3: every version and delete marker. */
  readonly versions?: readonly string[];
}

/** Where and as whom AWS is asked. One is made for each look, so that what it remembers is of this look. */
export interface Ask {
  readonly projectName: string;
  readonly account: string;
  readonly region: string;
  readonly signal: AbortSignal;
  readonly evidence: Evidence;
  /** Name of the setting: what becomes of a database's data. */
  readonly databaseOnDelete: 'delete' | 'snapshot';
  /** A client of the SDK for this region, made once. */
  client<Client>(type: new (config: AwsConfig & { readonly region: string }) => Client): Client;
  /** Remembers an answer that several kinds need. */
  once<Value>(question: string, ask: () => Promise<Value>): Promise<Value>;
}

/** A stack as a list of stacks shows it. */
export interface ListedStack {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

/** By what ours is told from a stranger's, in one region. */
export interface Evidence {
  readonly projectName: string;
  /** The project's, and that of its budget. */
  readonly stackNames: readonly string[];
  /** Every stack of the region that is still there. */
  readonly stacks: readonly ListedStack[];
  /** ARNs of our stacks, deleted ones of the last 90 days included. */
  readonly stackIds: ReadonlySet<string>;
  /** What our stacks have made: `TYPE|physical id`. */
  readonly resources: ReadonlySet<string>;
  /** Text of the templates of our stacks. */
  readonly templates: readonly string[];
}

/** One kind of thing that costs money or is in the way: how it is found, known and deleted. `docs/teardown.md` is made of it. */
export interface Kind {
  readonly id: string;
  /** Plural, for people. */
  readonly name: string;
  /** Of a region, or of the account as a whole. */
  readonly scope: 'region' | 'account';
  /** As CloudFormation calls it, where it makes such things. */
  readonly type?: string;
  readonly bills: string;
  readonly foundBy: string;
  /** How one is known to be ours, besides by what `whose` knows of all kinds. */
  readonly knownBy: string;
  readonly deletedBy: string;
  /** Holds data of the project. */
  readonly keepsData?: boolean;
  /** By its name alone, which is derived from the project's. */
  isOursByName?(item: Item, projectName: string): boolean;
  list(ask: Ask): Promise<readonly Item[]>;
  /** Absent: never deleted one by one. NotFound is success. */
  remove?(item: Item, ask: Ask): Promise<void>;
}

/** All items of all pages. */
export async function collect<Page, Found>(
  pages: AsyncIterable<Page>,
  pick: (page: Page) => readonly Found[] | undefined,
): Promise<Found[]> {
  const found: Found[] = [];
  for await (const page of pages) found.push(...(pick(page) ?? []));
  return found;
}

export const toTags = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags => Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** Whoever deletes what is gone has done it. */
export async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

export const isNotFound = (error: unknown): boolean =>
  error instanceof Error && /NotFound|NoSuch|DoesNotExist/.test(error.name);
