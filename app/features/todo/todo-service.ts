import { NoSuchRecord, PermissionDenied } from '../../errors';
import { demand, type Call } from '../../permissions';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { retryingConflicts } from '../../platform/database/transaction';
import { findTodo, findTodos, noTodo } from './find-todos';
import { presentTodo } from './todo-presenter';
import { readTodo, readTodoUpdate, type TodoQuery, type TodoUpdate } from './todo-schema';

/**
 * What users plan to do on which day. Whoever is signed in may read everybody's; a list is one user's, of oneself unless
 * it asks for another, and only the owner writes. A deleted todo is kept, and unknown to everybody.
 */
export class TodoService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  /** Those of the user, or of the one whom the query names. */
  async list(userId: number, query: TodoQuery) {
    const rows = await findTodos(this.reader, query.user ?? userId, query);
    return rows.map(presentTodo);
  }

  /** Throws `NoSuchRecord`. */
  async get(id: number) {
    return presentTodo(await findTodo(this.reader, id));
  }

  /** Makes a todo of the user. */
  async create(userId: number, body: unknown) {
    const { user_id = userId, ...fields } = readTodo(body);
    if (user_id !== userId) await this.#refuseOther(user_id);
    const data = { contents: fields.contents, date: new Date(fields.date), userId, ...written(fields) };
    const { id } = await retryingConflicts(() => this.database.todo.create({ data, select: { id: true } }));
    return { message: '할 일을 생성하였습니다.', data: await this.get(id) };
  }

  /** Changes what the body names, of a todo of the user. */
  async update(userId: number, id: number, body: unknown) {
    await this.#demand('updateTodo', userId, id);
    const data = written(readTodoUpdate(body));
    if (Object.keys(data).length > 0) await this.#write(id, data);
    return { message: '업데이트 완료', data: await this.get(id) };
  }

  /** Hides a todo of the user for good. */
  async remove(userId: number, id: number) {
    await this.#demand('deleteTodo', userId, id);
    await this.#write(id, { deletedAt: new Date() });
    return { message: '삭제 성공' };
  }

  async #refuseOther(userId: number): Promise<never> {
    const [user] = await this.reader.query('SELECT id FROM `User` WHERE id = ?', userId);
    if (user === undefined) throw new NoSuchRecord(noUser);
    throw new PermissionDenied();
  }

  async #demand(call: Call, userId: number, id: number): Promise<void> {
    const todo = await findTodo(this.reader, id);
    demand(call, { owner: todo.userId === userId });
  }

  /** Another request may have deleted it between our look and our write. */
  async #write(id: number, data: Partial<Written> & { deletedAt?: Date }): Promise<void> {
    const where = { id, deletedAt: null };
    const { count } = await retryingConflicts(() => this.database.todo.updateMany({ where, data }));
    if (count === 0) throw new NoSuchRecord(noTodo);
  }
}

export const noUser = '해당 유저를 찾을 수 없습니다.';

interface Written {
  readonly contents: string;
  /** The beginning of the day in UTC, of which the column takes the day. */
  readonly date: Date;
  readonly isChecked: boolean;
}

const written = ({ contents, date, is_checked }: TodoUpdate): Partial<Written> => ({
  ...(contents !== undefined && { contents }),
  ...(date !== undefined && { date: new Date(date) }),
  ...(is_checked !== undefined && { isChecked: is_checked }),
});
