import pg from 'pg';
import { expect } from 'vitest';

/**
 * Holds the rows of these users while `send` sends its requests, and lets go when as many of them wait for a
 * lock: so all have been authenticated before the first of them changes anything.
 * @param meanwhile a statement that is committed then.
 */
export async function whileLocked<T>(
  databaseUrl: string,
  userIds: readonly string[],
  send: () => Promise<T>[],
  meanwhile?: string,
): Promise<T[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT FROM users WHERE id = ANY($1) FOR UPDATE', [userIds]);
    if (meanwhile !== undefined) await client.query(meanwhile);
    const answers = send();
    const waiting = async () => {
      // Who is connected is looked up once in a transaction, and a pool may open a connection later than that.
      await client.query('SELECT pg_stat_clear_snapshot()');
      const { rows } = await client.query(
        `SELECT count(DISTINCT pid)::int AS count FROM pg_locks
         WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
      );
      return rows[0].count;
    };
    await expect.poll(waiting, { interval: 10 }).toBe(answers.length);
    await client.query('COMMIT');
    return await Promise.all(answers);
  } finally {
    await client.end();
  }
}
