import type { Connection } from 'mariadb';

export type Value = string | number | boolean | Date | null;
export type Row = Readonly<Record<string, Value>>;

/** In an order in which foreign keys hold. Those with an id of their own are given it, so that every run gives the same. */
const tables = {
  User: 'id',
  Token: undefined,
  ParticipantProfile: 'id',
  InstructorProfile: 'id',
  Seminar: 'id',
  UserSeminar: 'id',
  School: 'id',
  Department: 'id',
  Profile: undefined,
  Board: 'id',
  Tag: 'id',
  Professor: 'id',
  Course: 'id',
  CourseMeeting: 'id',
  CourseRating: 'id',
  Timetable: 'id',
  TimetableCourse: undefined,
  Friendship: 'id',
  Follow: undefined,
  Todo: 'id',
  TodoLike: undefined,
  Diary: 'id',
  DiaryLike: undefined,
  Post: 'id',
  PostTag: undefined,
  PostAlias: undefined,
  PostLike: undefined,
  PostScrap: 'id',
  PostReport: undefined,
  Comment: 'id',
  CommentLike: undefined,
  CommentReport: undefined,
} as const;

export type Table = keyof typeof tables;

export const tableNames = Object.keys(tables) as readonly Table[];
const withId = tableNames.filter((table) => tables[table] === 'id');

/** Far below what MySQL and MariaDB take in one packet (64 and 16 MiB). */
const rowsPerStatement = 1_000;

/** Rows of many tables that are written together, in few statements. */
export class Batch {
  readonly #rows = new Map<Table, Row[]>();
  readonly #counts = new Map<string, Map<number, number>>();

  private constructor(
    private readonly connection: Connection,
    private readonly lastIds: Record<string, number>,
  ) {}

  /** Ids go on after the last ones that are there, be they sample data or not. */
  static async begin(connection: Connection): Promise<Batch> {
    const columns = withId.map((table) => `(SELECT COALESCE(MAX(id), 0) FROM \`${table}\`) AS \`${table}\``);
    const [row] = await connection.query<Record<string, number | bigint>[]>(`SELECT ${columns.join(', ')}`);
    const ids = Object.entries(row ?? {}).map(([table, id]) => [table, Number(id)]);
    return new Batch(connection, Object.fromEntries(ids));
  }

  /** Adds a row; resolves to its id, where the table has one. */
  add(table: Table, row: Row): number {
    const rows = this.#rows.get(table) ?? [];
    this.#rows.set(table, rows);
    if (tables[table] === undefined) {
      rows.push(row);
      return 0;
    }
    const id = (this.lastIds[table] ?? 0) + 1;
    this.lastIds[table] = id;
    rows.push({ id, ...row });
    return id;
  }

  /** The id that `add` gives next. */
  nextId(table: Table): number {
    return (this.lastIds[table] ?? 0) + 1;
  }

  /** Adds to a counter of a row that is there, or will be. */
  count(table: 'Tag' | 'Course', column: string, id: number, by = 1): void {
    const key = `${table}.${column}`;
    const counts = this.#counts.get(key) ?? new Map<number, number>();
    this.#counts.set(key, counts.set(id, (counts.get(id) ?? 0) + by));
  }

  async write(): Promise<void> {
    for (const table of tableNames) await this.#insert(table, this.#rows.get(table) ?? []);
    for (const [key, counts] of this.#counts) await this.#increase(key, counts);
  }

  async #insert(table: Table, rows: readonly Row[]): Promise<void> {
    for (let from = 0; from < rows.length; from += rowsPerStatement) {
      const some = rows.slice(from, from + rowsPerStatement);
      const columns = Object.keys(some[0] ?? {});
      const names = columns.map((column) => `\`${column}\``).join(', ');
      const values = some.map((row) => `(${columns.map((column) => this.#literal(row[column])).join(',')})`);
      await this.connection.query(`INSERT INTO \`${table}\` (${names}) VALUES ${values.join(',')}`);
    }
  }

  /** Placeholders by the ten thousand cost the driver more than the rows cost the database. */
  #literal(value: Value | undefined): string {
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (value instanceof Date) return `'${value.toISOString().slice(0, -1)}'`;
    return this.connection.escape(value ?? null);
  }

  async #increase(key: string, counts: ReadonlyMap<number, number>): Promise<void> {
    const [table, column] = key.split('.');
    const cases = [...counts].map(([id, by]) => `WHEN ${id} THEN ${by}`).join(' ');
    const ids = [...counts.keys()].join(', ');
    await this.connection.query(
      `UPDATE \`${table}\` SET ${column} = ${column} + CASE id ${cases} END WHERE id IN (${ids})`,
    );
  }
}
