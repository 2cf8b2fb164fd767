import type { Connection } from './plain-connection.js';

const privileges = [
  ['SELECT, INSERT, UPDATE, DELETE', 'TABLES'],
  ['USAGE, SELECT', 'SEQUENCES'],
  ['EXECUTE', 'FUNCTIONS'],
] as const;

/** What the role of the connection owns in a schema, by kind, as lists for GRANT; null where there is none. */
const ownObjects = `
  SELECT
    (SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
     WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relowner = current_user::regrole
       AND relkind IN ('r', 'p', 'v', 'm')) AS "TABLES",
    (SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
     WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relowner = current_user::regrole
       AND relkind = 'S') AS "SEQUENCES",
    (SELECT string_agg(oid::regprocedure::text, ', ') FROM pg_proc
     WHERE pronamespace = to_regnamespace(quote_ident($1)) AND proowner = current_user::regrole
       AND prokind IN ('f', 'w')) AS "FUNCTIONS"`;

/**
 * Lets the service's role use what the owner, whose the connection is, has made and will make in its schema, and in
 * `others` that are there: the rows and no more. May be done again. To be run in a transaction.
 */
export async function grantTo(
  connection: Connection,
  role: string,
  others: readonly string[] = [],
): Promise<void> {
  const [names] = await connection.query(
    `SELECT quote_ident($1) AS "grantee", quote_ident(current_database()) AS "database", current_user = $1 AS "isOwner"`,
    [role],
  );
  if (names === undefined || names.isOwner) return;
  const { grantee, database } = names;
  const schemas = await connection.query(
    `SELECT nspname AS "name", quote_ident(nspname) AS "schema", has_schema_privilege($1, oid, 'USAGE') AS "hasUsage"
     FROM pg_namespace WHERE nspname = current_schema() OR nspname = ANY ($2)`,
    [role, others],
  );
  for (const schema of schemas) await grantSchema(connection, schema, grantee);
  // A temporary table stays on its connection, and comes before another of its name. By default, all may make them.
  await connection.query(`REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC, ${grantee}`);
  // What has run is for the owner to say.
  await connection.query(`REVOKE INSERT, UPDATE, DELETE ON gatehouse_migrations FROM ${grantee}`);
}

async function grantSchema(
  connection: Connection,
  { name, schema, hasUsage }: Readonly<Record<string, unknown>>,
  grantee: unknown,
): Promise<void> {
  if (!hasUsage) await connection.query(`GRANT USAGE ON SCHEMA ${schema} TO ${grantee}`);
  const [objects] = await connection.query(ownObjects, [name]);
  for (const [what, kind] of privileges) {
    const given = objects?.[kind];
    if (given) await connection.query(`GRANT ${what} ON ${kind.slice(0, -1)} ${given} TO ${grantee}`);
    await connection.query(
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT ${what} ON ${kind} TO ${grantee}`,
    );
  }
}
