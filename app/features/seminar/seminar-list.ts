import type { ReadyBody } from '../../http/ready-body';
import type { CachedList } from '../../platform/cache/cached-list';
import { Coalescer } from '../../platform/cache/coalescer';
import type { Reader } from '../../platform/database/reader';
import { holdsText, patternOf } from '../../platform/database/substring';
import { presentSeminarList, type SeminarListRow } from './seminar-presenter';
import { type SeminarOrder, type SeminarQuery, seminarOrders } from './seminar-schema';

/** The list of seminars as JSON: all of them from the cache, those with a name from the database. */
export class SeminarList {
  readonly #searches = new Coalescer<Buffer>();

  constructor(
    private readonly reader: Reader,
    private readonly cached: CachedList<SeminarOrder>,
  ) {}

  /** As `CachedList.peek`. */
  peek(order: SeminarOrder): Promise<string | undefined> {
    return this.cached.peek(order);
  }

  getAll(order: SeminarOrder, peeked = this.peek(order)) {
    return this.cached.get(order, () => this.#load({ name: '', order }), peeked);
  }

  /** As `CachedList.current`. */
  current(order: SeminarOrder): ReadyBody | undefined {
    return this.cached.current(order);
  }

  /** As `CachedList.find`. */
  findAll(order: SeminarOrder): Promise<ReadyBody | undefined> {
    return this.cached.find(order);
  }

  /** Of the database alone. Who asks for the same before the query begins shares it: nobody gets what is older than the question. */
  find(query: SeminarQuery): Promise<Buffer> {
    const load = async () => Buffer.from(JSON.stringify(await this.#load(query)));
    return this.#searches.join(`${query.order} ${query.name}`, load);
  }

  /** To be called after every write that changes what the list shows. */
  invalidate(): Promise<void> {
    return this.cached.invalidate(...seminarOrders);
  }

  async #load({ name, order }: SeminarQuery) {
    const rows = await (name === ''
      ? this.reader.query<SeminarListRow>(select('', order))
      : this.reader.query<SeminarListRow>(select(whereName, order), patternOf(name)));
    return presentSeminarList(rows);
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
