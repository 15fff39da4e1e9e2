import { presentPage } from '../../http/page';
import type { CachedList } from '../../platform/cache/cached-list';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { retryingConflicts } from '../../platform/database/transaction';
import { nameKey } from '../../platform/name-key';
import { findTags, type TagRow } from './find-tags';
import type { TagQuery } from './tag-schema';

/** What posts are found by. A tag is there once and for good, whoever brought it first. */
export class TagService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
    private readonly lists: CachedList<'all'>,
  ) {}

  async list(query: TagQuery) {
    return presentPage(await findTags(this.reader, query), presentTag);
  }

  /** Ids of the tags of these names; those that nobody has brought yet are made. */
  async take(names: readonly string[]): Promise<number[]> {
    // Of several spellings the first one counts.
    const byKey = new Map([...names].reverse().map((name) => [nameKey(name), name]));
    const known = await this.#find([...byKey.keys()]);
    const missing = [...byKey].filter(([key]) => !known.has(key));
    if (missing.length === 0) return [...known.values()];
    // In one order, whoever brings the same ones at the same time.
    const data = missing.map(([key, name]) => ({ name, nameKey: key })).sort(byNameKey);
    await retryingConflicts(() => this.database.tag.createMany({ data, skipDuplicates: true }));
    return [...(await this.#find([...byKey.keys()])).values()];
  }

  /** To be called after every write that changes which posts of a tag are listed. Never rejects. */
  changed(): Promise<void> {
    return this.lists.invalidate('all');
  }

  async #find(keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (keys.length === 0) return new Map();
    const where = { nameKey: { in: [...keys] } };
    const tags = await this.database.tag.findMany({ where, select: { id: true, nameKey: true } });
    return new Map(tags.map((tag) => [tag.nameKey, tag.id]));
  }
}

/** The Tag object of the API. */
const presentTag = ({ id, name, post_count }: TagRow) => ({ id, name, post_count });

const byNameKey = (a: { nameKey: string }, b: { nameKey: string }) => (a.nameKey < b.nameKey ? -1 : 1);
