import pg from 'pg';
import { DataSource, QueryFailedError, type QueryRunner } from 'typeorm';
import { DatabaseError } from './database-error.js';

/** What TypeORM gives for a statement: rows, and for UPDATE and DELETE rows and how many were affected. */
type Outcome = unknown[] | [unknown[], number | null];

/** Gives plain statements outside transactions to the pool itself: a query runner for each costs a fifth of a refresh. */
export class PooledDataSource extends DataSource {
  /** `any` is what TypeORM says of rows. */
  // biome-ignore lint/suspicious/noExplicitAny: the signature is TypeORM's
  override query<T = any>(statement: string, parameters?: any[], runner?: QueryRunner): Promise<T> {
    const { master: pool } = this.driver as unknown as { readonly master: pg.Pool | undefined };
    if (runner !== undefined || pool === undefined) return super.query(statement, parameters, runner);
    this.logger.logQuery(statement, parameters);
    return run(pool, statement, parameters) as Promise<T>;
  }
}

function run(pool: pg.Pool, statement: string, parameters: unknown[] = []): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    pool.connect((connectError, client, release) => {
      if (client === undefined) return reject(connectError);
      client.query(statement, parameters, (error, result) => {
        if (error) {
          // What the server reports leaves the connection as good as it was, unless it reports its end: the pool
          // would see that only later, and might give it out once more.
          const isGood = error instanceof pg.DatabaseError && DatabaseError.from(error)?.failure !== 'lost';
          release(isGood ? undefined : error);
          return reject(new QueryFailedError(statement, parameters, error));
        }
        release();
        const { command, rows, rowCount } = result;
        resolve(command === 'UPDATE' || command === 'DELETE' ? [rows, rowCount] : rows);
      });
    });
  });
}
