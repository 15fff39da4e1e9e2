import type { Reader } from './database/reader';

export type ReadinessAnswer = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** How long the database may take to answer. */
const timeoutMs = 2_000;

/** Whether requests may be sent here: the database answers, it has the release's migrations, no shutdown has begun. */
export class Readiness {
  #stopping = false;
  #migrated = false;

  constructor(
    private readonly reader: Reader,
    private readonly migrationNames: readonly string[],
  ) {}

  beginShutdown(): void {
    this.#stopping = true;
  }

  async check(): Promise<ReadinessAnswer> {
    if (this.#stopping) return no('shutting down');
    const answer = await withTimeout(this.#checkDatabase());
    return this.#stopping ? no('shutting down') : answer;
  }

  async #checkDatabase(): Promise<ReadinessAnswer> {
    try {
      // What is applied stays applied: afterwards it is enough that the database answers.
      if (!this.#migrated) return await this.#checkMigrations();
      await this.reader.query('SELECT 1');
      return { ready: true };
    } catch {
      return no('the database does not answer');
    }
  }

  async #checkMigrations(): Promise<ReadinessAnswer> {
    const applied = await this.#appliedNames();
    const missing = this.migrationNames.find((name) => !applied.has(name));
    if (missing !== undefined) return no(`migration ${missing} is not applied`);
    this.#migrated = true;
    return { ready: true };
  }

  async #appliedNames(): Promise<ReadonlySet<string>> {
    const [table] = await this.reader.query(`
      SELECT TABLE_NAME FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '_prisma_migrations'`);
    if (table === undefined) return new Set();
    const rows = await this.reader.query<{ name: string }>(`
      SELECT migration_name AS name FROM _prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`);
    return new Set(rows.map(({ name }) => name));
  }
}

const no = (reason: string): ReadinessAnswer => ({ ready: false, reason });

async function withTimeout(answer: Promise<ReadinessAnswer>): Promise<ReadinessAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ReadinessAnswer>((resolve) => {
    timer = setTimeout(() => resolve(no(`the database took more than ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
