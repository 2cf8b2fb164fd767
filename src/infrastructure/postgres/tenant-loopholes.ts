import { OperatorError } from '#infrastructure/operator-error.js';
import type { TenantTable } from './expected-schema.js';
import type { Connection } from './plain-connection.js';

/**
 * What PostgreSQL does without row-level security: it compares the rows of all for a constraint, and reads as the owner
 * for a view or a function. The operator of an exclusion constraint decides, too: `tenant_id WITH <>` is about others.
 */
const loopholes = `
  WITH RECURSIVE given AS (
    SELECT oid, relowner FROM pg_class
    WHERE relname = ANY ($1) AND relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'p')
  ), tenant_column AS (
    SELECT attrelid AS oid, attnum FROM pg_attribute JOIN given ON attrelid = oid WHERE attname = 'tenant_id'
  ), above AS (
    SELECT oid FROM pg_roles WHERE rolsuper OR rolbypassrls
  ), reader (oid, is_open) AS (
    SELECT oid, false FROM given
    UNION SELECT class.oid, is_open OR relkind = 'm' OR relowner IN (TABLE above) AND NOT coalesce(
      (SELECT option_value::boolean FROM pg_options_to_table(reloptions) WHERE option_name = 'security_invoker'), false)
    FROM reader
    JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = reader.oid AND classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite AS rule ON rule.oid = objid
    JOIN pg_class AS class ON class.oid = ev_class
  )
  SELECT 'foreignKey' AS "kind", conname::text AS "name", conrelid::regclass::text AS "table" FROM pg_constraint
  WHERE contype = 'f' AND confrelid IN (SELECT oid FROM given) AND NOT EXISTS (
    SELECT FROM unnest(conkey, confkey) AS pair (own, other)
    JOIN tenant_column AS ours ON ours.oid = conrelid AND ours.attnum = own
    JOIN tenant_column AS theirs ON theirs.oid = confrelid AND theirs.attnum = other)
  UNION ALL
  SELECT 'unique', indexrelid::regclass::text, indrelid::regclass::text FROM pg_index
  JOIN tenant_column ON oid = indrelid
  WHERE (indisunique OR indisexclusion)
    AND NOT (indisprimary AND indnkeyatts = 1 AND EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = indrelid AND pg_attribute.attnum = indkey[0] AND atttypid = 'uuid'::regtype))
    AND NOT EXISTS (
      SELECT FROM unnest(indkey::int2[]) WITH ORDINALITY AS key (attnum, position)
      WHERE key.attnum = tenant_column.attnum AND position <= indnkeyatts AND (NOT indisexclusion OR 'uuid_eq'::regproc = (
        SELECT oprcode FROM pg_constraint JOIN pg_operator ON pg_operator.oid = conexclop[position]
        WHERE conindid = indexrelid AND conrelid = indrelid)))
  UNION ALL
  SELECT 'partition', inhrelid::regclass::text, inhparent::regclass::text FROM pg_inherits
  WHERE (inhrelid IN (SELECT oid FROM given)) <> (inhparent IN (SELECT oid FROM given))
  UNION ALL
  SELECT 'view', oid::regclass::text, NULL FROM reader
  WHERE is_open AND (has_any_column_privilege(coalesce($2, current_user), oid, 'SELECT, INSERT, UPDATE')
    OR has_table_privilege(coalesce($2, current_user), oid, 'DELETE'))
  UNION ALL
  SELECT 'function', oid::regprocedure::text, NULL FROM pg_proc
  WHERE prosecdef AND pronamespace::regnamespace::name = ANY (current_schemas(false))
    AND (proowner IN (TABLE above) OR proowner IN (SELECT relowner FROM given))
    AND NOT pg_has_role(coalesce($2, current_user), proowner, 'MEMBER')
    AND (has_function_privilege(coalesce($2, current_user), oid, 'EXECUTE')
      OR EXISTS (SELECT FROM pg_trigger WHERE tgfoid = pg_proc.oid))
  ORDER BY 1, 2`;

const refusals: Readonly<Record<string, (name: string, table: string) => string>> = {
  foreignKey: (name, table) =>
    `The foreign key ${name} of the table ${table} leads to rows of all tenants: both tables need to be tables of tenants, ` +
    'and it tenant_id on both sides, as in FOREIGN KEY (tenant_id, ...) REFERENCES ... (tenant_id, ...)',
  unique: (name, table) =>
    `The constraint or index ${name} of the table ${table} compares the rows of all tenants: begin it with tenant_id (WITH = ` +
    'where it excludes), unless it is a primary key of one random uuid',
  partition: (name, table) =>
    `The tables ${name} and ${table}, of which one inherits from the other, have policies of their own: list both in tenantTables`,
  view: (name) =>
    `The view ${name} shows rows of all tenants: make it WITH (security_invoker = true), or, where it is materialized or ` +
    "a table with a rule, take it from the service's role",
  function: (name) =>
    `The function ${name} runs as a role that can lift row-level security: make it SECURITY INVOKER, or give it to a role ` +
    "that owns no table of tenants, or REVOKE EXECUTE on it from PUBLIC and the service's role",
};

/**
 * What leads past the policies of tables of tenants.
 * @param role that serves; null: that of the connection.
 * @throws OperatorError naming each, and what is to be done about it.
 */
export async function refuseLoopholes(
  connection: Connection,
  tables: readonly TenantTable[],
  role: string | null = null,
): Promise<void> {
  if (tables.length === 0) return;
  const found = await connection.query(loopholes, [tables.map(({ table }) => table), role]);
  if (found.length === 0) return;
  throw new OperatorError(found.map(({ kind, name, table }) => refusals[kind]?.(name, table)).join('\n'));
}
