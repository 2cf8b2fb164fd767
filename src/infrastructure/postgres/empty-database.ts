import { type SchemaName, schemasBeside } from './expected-schema.js';
import { connected } from './plain-connection.js';

/**
 * Drops all that is in the schema of the tables, and the other ones that migrations make. Extensions stay: they may be a
 * superuser's.
 * @param url of the role that owns it.
 * @throws DatabaseError when somebody uses a table for longer than five seconds.
 */
export function emptyDatabase(url: string, schemas: readonly SchemaName[]): Promise<void> {
  return connected(url, async (connection) => {
    const { query } = connection;
    await query(`SET lock_timeout = '5s'`);
    for (const schema of await schemasBeside(connection, schemas))
      await query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
    const found = await query(dropStatements);
    for (const { statement } of found) await query(statement);
  });
}

/** Tables first: most of the rest goes with them. */
const dropStatements = `
  WITH own AS (SELECT oid FROM pg_namespace WHERE nspname = current_schema()),
  extended AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
  SELECT 1 AS rank, format('DROP TABLE IF EXISTS %s CASCADE', c.oid::regclass) AS statement
  FROM pg_class c WHERE relnamespace = (SELECT oid FROM own) AND relkind IN ('r', 'p')
    AND NOT relispartition AND (c.tableoid, c.oid) NOT IN (SELECT * FROM extended)
  UNION ALL
  SELECT 2, format('DROP VIEW IF EXISTS %s CASCADE', c.oid::regclass)
  FROM pg_class c WHERE relnamespace = (SELECT oid FROM own) AND relkind = 'v'
    AND (c.tableoid, c.oid) NOT IN (SELECT * FROM extended)
  UNION ALL
  SELECT 3, format('DROP SEQUENCE IF EXISTS %s CASCADE', c.oid::regclass)
  FROM pg_class c WHERE relnamespace = (SELECT oid FROM own) AND relkind = 'S'
    AND (c.tableoid, c.oid) NOT IN (SELECT * FROM extended)
  UNION ALL
  SELECT 4, format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
  FROM pg_proc p WHERE pronamespace = (SELECT oid FROM own) AND (p.tableoid, p.oid) NOT IN (SELECT * FROM extended)
  ORDER BY rank`;
