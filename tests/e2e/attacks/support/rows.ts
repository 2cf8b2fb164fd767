import pg from 'pg';
import type { TestDatabase } from '#testing/test-database.js';

// biome-ignore lint/suspicious/noExplicitAny: rows have every shape.
type Row = Record<string, any>;

/** Looks behind the service, into its tables. */
export async function rowsOf(database: TestDatabase, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

export async function countOf(database: TestDatabase, sql: string, values: unknown[] = []): Promise<number> {
  const [row] = await rowsOf(database, `SELECT count(*)::int AS count FROM ${sql}`, values);
  return row?.count;
}

/** Every row of every table, as text. */
export async function everythingStored(database: TestDatabase): Promise<string> {
  const tables = await rowsOf(
    database,
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await rowsOf(database, `SELECT row_to_json(t)::text AS text FROM ${name} t`);
    texts.push(...rows.map(({ text }) => `${name}: ${text}`));
  }
  return texts.join('\n');
}
