import type { Retention } from '#application/shared/retention.js';
import type { Database } from './database.js';

/** Rows that somebody else holds are left for the next run. */
export class PostgresRetention implements Retention {
  readonly #statements: readonly string[];

  /** @param over each says, by an index of its own, which rows have been over for $1 seconds; none comes from outside. */
  constructor(
    private readonly database: Database,
    table: string,
    key: string,
    over: readonly string[],
  ) {
    this.#statements = over.map(
      (condition) => `DELETE FROM ${table} WHERE ${key} IN (
        SELECT ${key} FROM ${table} WHERE ${condition} LIMIT $2 FOR UPDATE SKIP LOCKED
      )`,
    );
  }

  async deleteOverFor(seconds: number, limit: number): Promise<number> {
    let total = 0;
    for (const statement of this.#statements) {
      if (total >= limit) break;
      const [, deleted]: [unknown, number] = await this.database.standalone((manager) =>
        manager.query(statement, [seconds, limit - total]),
      );
      total += deleted;
    }
    return total;
  }
}
