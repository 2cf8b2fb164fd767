import type { Connection } from './plain-connection.js';

const privileges = [
  ['SELECT, INSERT, UPDATE, DELETE', 'TABLES'],
  ['USAGE, SELECT', 'SEQUENCES'],
  ['EXECUTE', 'FUNCTIONS'],
] as const;

/** What the role of the connection owns in its schema, by kind, as lists for GRANT; null where there is none. */
const ownObjects = `
  SELECT
    (SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relowner = current_user::regrole
       AND relkind IN ('r', 'p', 'v', 'm')) AS "TABLES",
    (SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relowner = current_user::regrole
       AND relkind = 'S') AS "SEQUENCES",
    (SELECT string_agg(oid::regprocedure::text, ', ') FROM pg_proc
     WHERE pronamespace = current_schema()::regnamespace AND proowner = current_user::regrole
       AND prokind IN ('f', 'w')) AS "FUNCTIONS"`;

/**
 * Lets the service's role use what the owner, whose the connection is, has made and will make in its schema: the rows
 * and no more. May be done again. To be run in a transaction.
 */
export async function grantTo(connection: Connection, role: string): Promise<void> {
  const [names] = await connection.query(
    `SELECT quote_ident($1) AS "grantee", quote_ident(current_schema()) AS "schema",
       quote_ident(current_database()) AS "database",
       current_user = $1 AS "isOwner", has_schema_privilege($1, current_schema(), 'USAGE') AS "hasUsage"`,
    [role],
  );
  if (names === undefined || names.isOwner) return;
  const { grantee, schema, database, hasUsage } = names;
  if (!hasUsage) await connection.query(`GRANT USAGE ON SCHEMA ${schema} TO ${grantee}`);
  const [objects] = await connection.query(ownObjects);
  for (const [what, kind] of privileges) {
    const given = objects?.[kind];
    if (given) await connection.query(`GRANT ${what} ON ${kind.slice(0, -1)} ${given} TO ${grantee}`);
    await connection.query(
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT ${what} ON ${kind} TO ${grantee}`,
    );
  }
  // A temporary table stays on its connection, and comes before another of its name. By default, all may make them.
  await connection.query(`REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC, ${grantee}`);
  // What has run is for the owner to say.
  await connection.query(`REVOKE INSERT, UPDATE, DELETE ON gatehouse_migrations FROM ${grantee}`);
}
