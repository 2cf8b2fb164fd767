import type pg from 'pg';
import { Client } from './client.js';
import { type ConnectionTarget, explainConnecting, startTimeoutMs } from './connect-faults.js';
import { endWhenOverdue } from './connection-guard.js';
import { translateError } from './error-translation.js';

/** What runs SQL and gives its rows: a query runner, a data source or a manager of TypeORM, or a client of its own. */
export interface Connection {
  // biome-ignore lint/suspicious/noExplicitAny: rows have every shape
  query(sql: string, parameters?: any[]): Promise<Record<string, any>[]>;
}

/** Whether it leads to PostgreSQL itself: a pooler makes up the number that it gives to its clients. */
export async function isDirect(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  return rows[0].pid === (client as unknown as { processID: number }).processID;
}

/**
 * For what is asked once: opens a connection for it.
 * @param timeoutMs for connecting, and for each answer.
 * @throws OperatorError where there is none to be had, or an answer does not come.
 */
export async function connected<T>(
  url: string,
  task: (connection: Connection) => Promise<T>,
  variable: ConnectionTarget['variable'] = 'DATABASE_URL',
  timeoutMs = startTimeoutMs,
): Promise<T> {
  const client = new Client({
    connectionString: url,
    application_name: 'gatehouse-start',
    connectionTimeoutMillis: timeoutMs,
  });
  // Told by what is asked; as an event that nobody hears it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    endWhenOverdue(client, timeoutMs);
    return await task({ query: async (sql, parameters) => (await client.query(sql, parameters)).rows });
  } catch (error) {
    throw explainConnecting(error, { url, variable }) ?? translateError(error);
  } finally {
    await client.end();
  }
}
