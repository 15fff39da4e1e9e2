import { NoSuchRecord } from '../../errors';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { retryingConflicts } from '../../platform/database/transaction';
import { noTodo } from './find-todos';

interface LikesRow {
  readonly likes: number;
  readonly isLiked: number;
}

/** Who likes which todo. A like is a row that the database has once or not at all, and the count is that of the rows. */
export class TodoLikeService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  /** Throws `NoSuchRecord`. */
  async get(userId: number, todoId: number) {
    const [row] = await this.reader.query<LikesRow>(selectLikes, userId, todoId);
    if (row === undefined) throw new NoSuchRecord(noTodo);
    return { likes: row.likes, is_liked: Boolean(row.isLiked) };
  }

  /** Throws `NoSuchRecord`. */
  async add(userId: number, todoId: number) {
    await this.get(userId, todoId);
    const data = { userId, todoId };
    await retryingConflicts(() => this.database.todoLike.createMany({ data, skipDuplicates: true }));
    return this.get(userId, todoId);
  }

  /** Throws `NoSuchRecord`. */
  async remove(userId: number, todoId: number) {
    await this.get(userId, todoId);
    await retryingConflicts(() => this.database.todoLike.deleteMany({ where: { userId, todoId } }));
    return this.get(userId, todoId);
  }
}

/** No row for an unknown todo, one for a todo that nobody likes. */
const selectLikes = `
  SELECT COUNT(l.user_id) AS likes, COALESCE(MAX(l.user_id = ?), 0) AS isLiked
  FROM Todo t
  LEFT JOIN TodoLike l ON l.todo_id = t.id
  WHERE t.id = ? AND t.deleted_at IS NULL
  GROUP BY t.id`;
