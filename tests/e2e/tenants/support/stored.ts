import { execute } from '#testing/execute.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What a request may leave behind though it was refused: who was seen, and what was refused. */
export const bookkeeping: Readonly<Record<string, string>> = {
  audit_entries: 'refusals are on record',
  events: 'and so in the log of events',
  outbox: 'from which they go there',
  event_subscriptions: 'and how far it has been read',
  login_attempts: 'wrong passwords are counted',
  idempotent_requests: 'the answer to a key',
};
/** Columns of others that say when somebody was last seen. */
const lastSeen = ['last_used_at', 'last_login_at'];

/** Every row of every table, as somebody reads it to whom no rule applies; without the bookkeeping. */
export async function everythingKept(adminUrl: string): Promise<ReadonlyMap<string, string>> {
  const tables = await execute(
    adminUrl,
    `SELECT relname AS name, (SELECT coalesce(string_agg(line, E'\\n' ORDER BY line), '') FROM (
       SELECT unnest(xpath('//line/text()', query_to_xml(
         format('SELECT md5((to_jsonb(kept) - %L::text[])::text) || '' '' || (to_jsonb(kept) - %L::text[])::text AS line FROM %I.%I AS kept',
           '{${lastSeen.join()}}', '{${lastSeen.join()}}', nspname, relname), true, false, '')))::text AS line) AS lines) AS rows
     FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_%'`,
  );
  return new Map(
    tables
      .map(({ name, rows }) => [String(name), String(rows)] as const)
      .filter(([name]) => !(name in bookkeeping)),
  );
}

/** Tables with a column of this name in the schema of the service, and whether it can be null. */
export async function tablesWith(adminUrl: string, column: string) {
  const rows = await execute(
    adminUrl,
    `SELECT table_name AS name, is_nullable = 'YES' AS optional FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND column_name = '${column}' ORDER BY 1`,
  );
  return rows as unknown as { readonly name: string; readonly optional: boolean }[];
}

export interface Belongings {
  /** Of the tenant, of what it has, and of what that has. */
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** Tables with a row of the tenant. */
  readonly tables: readonly string[];
}

/** Whatever is found in the rows of a tenant, in whichever table. */
export async function belongingsOf(adminUrl: string, tenantId: string): Promise<Belongings> {
  const ids = new Set([tenantId]);
  const names = new Set<string>();
  const tables: string[] = [];
  const take = (rows: readonly Record<string, unknown>[]) => {
    for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
      if (typeof value !== 'string') continue;
      if (uuid.test(value)) ids.add(value);
      else if (['name', 'slug'].includes(column)) names.add(value);
    }
  };
  const owning = [
    ...(await tablesWith(adminUrl, 'tenant_id')).map(({ name }) => [name, 'tenant_id']),
    ['tenants', 'id'],
    ['user_tenants', 'tenant'],
  ];
  for (const [table, column] of owning) {
    const rows = await execute(adminUrl, `SELECT * FROM ${table} WHERE ${column} = '${tenantId}'`);
    if (rows.length > 0) tables.push(String(table));
    take(rows);
  }
  // Sessions, keys and second factors of its members, deliveries of its webhooks.
  const direct = [...ids].map((id) => `'${id}'`).join();
  const links = await execute(
    adminUrl,
    `SELECT conrelid::regclass::text AS name, attname AS column FROM pg_constraint
     JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
     WHERE contype = 'f' AND atttypid = 'uuid'::regtype AND EXISTS (
       SELECT FROM pg_attribute WHERE attrelid = conrelid AND attname = 'id')`,
  );
  for (const { name, column } of links) {
    take(await execute(adminUrl, `SELECT id FROM ${name} WHERE ${column} IN (${direct})`));
  }
  return { ids: [...ids], names: [...names], tables };
}
