import { setTimeout as sleep } from 'node:timers/promises';

import type { Connection } from 'mariadb';

import { UserError } from '../../bin/io/errors';

/** Without a SELECT for so long, nobody works on requests that have lost their client. */
const quietMs = 100;
const longestMs = 10_000;

/** What the database server was asked by all its clients. */
export class StatementLog {
  /** `connection` is an administrator's. */
  constructor(private readonly connection: Connection) {}

  /** The SELECT statements that arrive while `work` runs, as the server itself logs them. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; selects: readonly string[] }> {
    await this.untilQuiet();
    await this.connection.query("SET GLOBAL log_output = 'TABLE'");
    await this.connection.query('TRUNCATE TABLE mysql.general_log');
    await this.connection.query('SET GLOBAL general_log = ON');
    try {
      return { result: await work(), selects: await this.#selects() };
    } finally {
      await this.connection.query('SET GLOBAL general_log = OFF');
    }
  }

  /** A load that ends leaves requests behind; they must not be counted, or take time, with the next stack. */
  async untilQuiet(): Promise<void> {
    const deadlineMs = performance.now() + longestMs;
    for (let last = await this.#selectCount(); performance.now() < deadlineMs;) {
      await sleep(quietMs);
      const count = await this.#selectCount();
      if (count === last) return;
      last = count;
    }
    throw new UserError(`The stacks still ask the database ${longestMs / 1000} s after the load has ended.`);
  }

  async #selectCount(): Promise<string> {
    const rows = await this.connection.query<{ Value: string }[]>("SHOW GLOBAL STATUS LIKE 'Com_select'");
    return rows[0]?.Value ?? '';
  }

  async #selects(): Promise<readonly string[]> {
    const rows = await this.connection.query<{ statement: Buffer | string }[]>(
      `SELECT argument AS statement FROM mysql.general_log
       WHERE command_type IN ('Query', 'Execute') AND thread_id <> CONNECTION_ID()`,
    );
    return rows
      .map(({ statement }) => statement.toString().trim())
      .filter((text) => /^\(?SELECT\b/i.test(text));
  }
}

/** Whether a statement reads the seminars themselves: one of them is one rebuild, whatever else the stack asks for. */
export const readsSeminars = (statement: string): boolean =>
  /\bFROM\s+(?:`?\w+`?\.)?`?Seminar`?(?![\w`])/i.test(statement);
