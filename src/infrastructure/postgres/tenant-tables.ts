import type { Logger } from '#application/shared/logger.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { TenantTable } from './expected-schema.js';
import type { Connection } from './plain-connection.js';

/** Names the tenant whose rows can be reached, until the end of the transaction. */
export const tenantSetting = 'gatehouse.tenant_id';

/** As PostgreSQL stores it: unset, and emptied at the end of a transaction, it is true of no row. */
const ownRow = `(tenant_id = (NULLIF(current_setting('${tenantSetting}'::text, true), ''::text))::uuid)`;

interface TableState {
  readonly table: string;
  readonly isThere: boolean;
  readonly hasTenantId: boolean;
  /** Row-level security is on, for the owner too. */
  readonly isForced: boolean;
  readonly hasPolicy: boolean;
  /** Others that let rows through: PostgreSQL shows what any of them allows. */
  readonly otherPolicies: readonly string[];
}

const stateOfTables = `
  SELECT given."table", class.oid IS NOT NULL AS "isThere",
    EXISTS (SELECT FROM pg_attribute WHERE attrelid = class.oid AND attname = 'tenant_id'
      AND atttypid = 'uuid'::regtype AND attnotnull) AS "hasTenantId",
    coalesce(relrowsecurity AND relforcerowsecurity, false) AS "isForced",
    EXISTS (SELECT FROM pg_policy WHERE polrelid = class.oid AND polname = given."table" || '_tenant'
      AND polcmd = '*' AND polpermissive AND polroles = '{0}' AND pg_get_expr(polqual, polrelid) = $2
      AND pg_get_expr(polwithcheck, polrelid) = $2) AS "hasPolicy",
    ARRAY (SELECT polname::text FROM pg_policy WHERE polrelid = class.oid AND polpermissive
      AND polname <> given."table" || '_tenant') AS "otherPolicies"
  FROM unnest($1::text[]) AS given ("table")
  LEFT JOIN pg_class AS class
    ON relname = given."table" AND relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'p')`;

async function statesOf(connection: Connection, tables: readonly TenantTable[]) {
  if (tables.length === 0) return [];
  const names = tables.map(({ table }) => table);
  const rows = (await connection.query(stateOfTables, [names, ownRow])) as unknown as TableState[];
  return rows.map((state) => ({
    ...state,
    feature: tables.find(({ table }) => table === state.table)?.feature,
  }));
}

/**
 * Confines each table to the tenant of the transaction, where it is not: for every role, its owner included. A
 * migration that has to change rows of all tenants lifts that with `ALTER TABLE ... NO FORCE ROW LEVEL SECURITY`.
 * To be run by the owner, in a transaction.
 * @throws OperatorError naming feature and table, when `tenant_id uuid NOT NULL` is missing or another policy opens it.
 */
export async function confineToTenants(
  connection: Connection,
  tables: readonly TenantTable[],
): Promise<void> {
  for (const state of await statesOf(connection, tables)) {
    const { feature, table, isThere, hasTenantId, otherPolicies } = state;
    if (!isThere)
      throw new OperatorError(`The feature ${feature} has no migration that makes its table ${table}`);
    if (!hasTenantId) {
      throw new OperatorError(
        `The table ${table} of the feature ${feature} needs a column tenant_id uuid NOT NULL`,
      );
    }
    if (otherPolicies.length > 0) {
      throw new OperatorError(
        `The table ${table} of the feature ${feature} is opened to other tenants by ${otherPolicies.join(', ')}: ` +
          'a policy of its own has to be RESTRICTIVE',
      );
    }
    if (state.isForced && state.hasPolicy) continue;
    await connection.query(`ALTER TABLE "${table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`);
    await connection.query(`DROP POLICY IF EXISTS "${table}_tenant" ON "${table}"`);
    await connection.query(
      `CREATE POLICY "${table}_tenant" ON "${table}" USING ${ownRow} WITH CHECK ${ownRow}`,
    );
  }
}

const stateOfRole = `
  SELECT current_user AS "role",
    EXISTS (SELECT FROM pg_roles
      WHERE (rolsuper OR rolbypassrls OR rolreplication OR rolname IN ('pg_read_server_files',
        'pg_write_server_files', 'pg_execute_server_program')) AND pg_has_role(current_user, oid, 'MEMBER')) AS "canBypass",
    EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND rolcreaterole)
      OR EXISTS (SELECT FROM pg_class WHERE relname = ANY ($1) AND relnamespace = quote_ident(current_schema())::regnamespace
        AND pg_has_role(current_user, relowner, 'MEMBER')) AS "canSwitchOff",
    has_database_privilege(current_user, current_database(), 'TEMPORARY') AS "canShadow"`;

const howToSeparate =
  'Give the service a role of its own, neither superuser nor owner nor member of one, in DATABASE_URL, and the owner in ' +
  'DATABASE_MIGRATION_URL; the migrations grant the one what it needs of the other';

/**
 * For the service's own connection. Warns where one role migrates and serves.
 * @throws OperatorError when a table is open, or its role is above row-level security.
 */
export async function assertConfined(
  connection: Connection,
  tables: readonly TenantTable[],
  logger: Logger,
): Promise<void> {
  for (const { feature, table, ...state } of await statesOf(connection, tables)) {
    if (state.hasTenantId && state.isForced && state.hasPolicy && state.otherPolicies.length === 0) continue;
    throw new OperatorError(
      `The table ${table} of the feature ${feature} is not confined to tenants: run the migrations, which do that`,
    );
  }
  const names = ['gatehouse_migrations', ...tables.map(({ table }) => table)];
  const [state] = await connection.query(stateOfRole, [names]);
  if (state?.canBypass && tables.length > 0) {
    throw new OperatorError(
      `The database role ${state.role} may bypass row-level security, which keeps tenants apart. ${howToSeparate}`,
    );
  }
  if (state?.canSwitchOff) {
    logger.warn(`The database role ${state.role} may change the tables it serves from. ${howToSeparate}`);
  } else if (state?.canShadow && tables.length > 0) {
    logger.warn(
      `The database role ${state.role} may make temporary tables, which come before a tenant's of the same name. Let ` +
        'the owner of the database run the migrations, or REVOKE TEMPORARY ON DATABASE ... FROM PUBLIC',
    );
  }
}
