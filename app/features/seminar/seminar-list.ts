import { ReadyBody } from '../../http/ready-body';
import { Coalescer } from '../../platform/cache/coalescer';
import type { LeasedCache } from '../../platform/cache/leased-cache';
import type { Reader } from '../../platform/database/reader';
import { holdsText, patternOf } from '../../platform/database/substring';
import { seminarListCacheKey } from '../../../contract';
import { presentSeminarList, type SeminarListRow } from './seminar-presenter';
import { type SeminarOrder, type SeminarQuery, seminarOrders } from './seminar-schema';

export interface SeminarListParts {
  readonly reader: Reader;
  readonly cache: LeasedCache;
  /** What the keys in Redis begin with. */
  readonly keyPrefix: string;
}

/** The list of seminars as JSON: all of them from the cache, those with a name from the database. */
export class SeminarList {
  /** The last body of each order, ready to be sent again. */
  readonly #ready = new Map<SeminarOrder, ReadyBody>();

  readonly #searches = new Coalescer<Buffer>();

  constructor(private readonly parts: SeminarListParts) {}

  /** The tag of what the cache holds, to be asked for while something else is looked up too. Never rejects. */
  peek(order: SeminarOrder): Promise<string | undefined> {
    return this.parts.cache.peek(this.#keyOf(order));
  }

  async getAll(order: SeminarOrder, peeked = this.peek(order)) {
    const load = () => this.#load({ name: '', order });
    const { value, hit } = await this.parts.cache.get(this.#keyOf(order), load, peeked);
    return { body: this.#makeReady(order, value), outcome: hit ? 'hit' : 'miss' } as const;
  }

  /** The list, if it is known without asking anyone; at the end of a turn, as `Tags.current`. */
  current(order: SeminarOrder): ReadyBody | undefined {
    const value = this.parts.cache.current(this.#keyOf(order));
    return value && this.#makeReady(order, value);
  }

  /** Of the database alone. Who asks for the same before the query begins shares it: nobody gets what is older than the question. */
  find(query: SeminarQuery): Promise<Buffer> {
    return this.#searches.join(`${query.order} ${query.name}`, () => this.#load(query));
  }

  /** To be called after every write that changes what the list shows. Never rejects. */
  invalidate(): Promise<void> {
    return this.parts.cache.invalidate(seminarOrders.map((order) => this.#keyOf(order)));
  }

  async #load({ name, order }: SeminarQuery): Promise<Buffer> {
    const { reader } = this.parts;
    const rows = await (name === ''
      ? reader.query<SeminarListRow>(select('', order))
      : reader.query<SeminarListRow>(select(whereName, order), patternOf(name)));
    return Buffer.from(JSON.stringify(presentSeminarList(rows)));
  }

  #makeReady(order: SeminarOrder, bytes: Buffer): ReadyBody {
    const known = this.#ready.get(order);
    if (known?.bytes === bytes) return known;
    const ready = new ReadyBody(bytes);
    this.#ready.set(order, ready);
    return ready;
  }

  #keyOf(order: SeminarOrder): string {
    return this.parts.keyPrefix + seminarListCacheKey(order);
  }
}

/**
 * One query however many seminars there are: a row is a seminar with one of its instructors, or with none. `= 1` lets the
 * index count; without it each of its entries is looked at.
 */
const select = (where: string, order: SeminarOrder) => `
  SELECT s.id, s.name,
    (SELECT COUNT(*) FROM UserSeminar p
     WHERE p.seminar_id = s.id AND p.role = 'participant' AND p.is_active = 1) AS participantCount,
    u.id AS userId, u.username, u.email, u.first_name AS firstName, u.last_name AS lastName,
    i.created_at AS joinedAt
  FROM Seminar s
  LEFT JOIN UserSeminar i ON i.seminar_id = s.id AND i.role = 'instructor'
  LEFT JOIN \`User\` u ON u.id = i.user_id
  ${where}
  ORDER BY ${direction[order]}, i.id`;

/** Ids grow with time. */
const direction: Record<SeminarOrder, string> = { default: 's.id DESC', earliest: 's.id ASC' };

const whereName = `WHERE ${holdsText('s.name')}`;
