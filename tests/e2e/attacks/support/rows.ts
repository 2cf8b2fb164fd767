import pg from 'pg';
import type { TestDatabase } from '#testing/test-database.js';

// biome-ignore lint/suspicious/noExplicitAny: rows have every shape.
type Row = Record<string, any>;

/** Looks behind the service, into its tables. */
export function rowsOf(database: TestDatabase, sql: string, values: unknown[] = []): Promise<Row[]> {
  return read(database.url, sql, values);
}

async function read(connectionString: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
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

/** Every row of every table, as text: those of tenants, too, which a superuser alone sees outside of all scopes. */
export async function everythingStored({ adminUrl }: TestDatabase): Promise<string> {
  const tables = await read(
    adminUrl,
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await read(adminUrl, `SELECT row_to_json(t)::text AS text FROM ${name} t`);
    texts.push(...rows.map(({ text }) => `${name}: ${text}`));
  }
  return texts.join('\n');
}
