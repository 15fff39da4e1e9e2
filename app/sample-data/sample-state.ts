import type { Connection } from 'mariadb';

/** What is there of the sample data: written in the transaction that writes the rows, so that it is right whenever a run ends. */
export interface SampleState {
  readonly randomSeed: number;
  readonly school: SampleSchool;
  /** Ids of the students in the order in which they came: first and count of each run of them. */
  readonly students: readonly (readonly [first: number, count: number])[];
  readonly posts: number;
}

/** Ids that later rows refer to; what follows a first one lies behind it without a gap. */
export interface SampleSchool {
  readonly schoolId: number;
  readonly firstDepartment: number;
  readonly firstBoard: number;
  readonly tags: readonly number[];
  readonly firstCourse: number;
  /** Of the accounts that are known by name. */
  readonly accounts: readonly number[];
}

/** Beside the tables of the API, in databases for development only. */
const table = '`_sample_data`';

export const createState = (connection: Connection) =>
  connection.query(
    `CREATE TABLE IF NOT EXISTS ${table} (id TINYINT PRIMARY KEY, state MEDIUMTEXT NOT NULL) CHARACTER SET utf8mb4`,
  );

export async function readState(connection: Connection): Promise<SampleState | undefined> {
  const [row] = await connection.query<{ state: string }[]>(`SELECT state FROM ${table} WHERE id = 1`);
  return row === undefined ? undefined : (JSON.parse(row.state) as SampleState);
}

export const writeState = (connection: Connection, state: SampleState) =>
  connection.query(`REPLACE INTO ${table} VALUES (1, ?)`, [JSON.stringify(state)]);

export const studentCount = ({ students }: SampleState) =>
  students.reduce((sum, [, count]) => sum + count, 0);

export function addStudents(students: SampleState['students'], first: number, count: number) {
  const [lastFirst = 0, lastCount = 0] = students.at(-1) ?? [];
  if (lastCount === 0 || lastFirst + lastCount !== first) return [...students, [first, count] as const];
  return [...students.slice(0, -1), [lastFirst, lastCount + count] as const];
}

/** Everybody of the school by number: the accounts with names, then the students. */
export function memberIds({ school, students }: SampleState): number[] {
  const ids = [...school.accounts];
  for (const [first, count] of students) for (let n = 0; n < count; n += 1) ids.push(first + n);
  return ids;
}
