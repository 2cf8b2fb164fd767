/** A query runner of TypeORM, or a client of pg. */
interface Connection {
  query(sql: string): Promise<unknown>;
}

const rights = { TABLES: 'SELECT, INSERT, UPDATE, DELETE', SEQUENCES: 'USAGE, SELECT', ROUTINES: 'EXECUTE' };

/**
 * Lets a role use what the schema has and will have, and change no more of it than its rows. The connection is that
 * of the owner, who makes what is to come; what others own in the schema, as extensions do, stays as it is.
 */
export async function grantTo(connection: Connection, role: string, schema = 'public'): Promise<void> {
  const [grantee, place] = [quoted(role), quoted(schema)];
  await connection.query(`GRANT USAGE ON SCHEMA ${place} TO ${grantee}`);
  for (const [kind, right] of Object.entries(rights)) {
    await connection.query(
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${place} GRANT ${right} ON ${kind} TO ${grantee}`,
    );
  }
  await connection.query(`
    DO $grants$ DECLARE
      own text;
    BEGIN
      FOR own IN
        SELECT format('${rights.TABLES} ON TABLE %s', oid::regclass) FROM pg_class
        WHERE relnamespace = ${literal(place)}::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
          AND pg_get_userbyid(relowner) = current_user
        UNION ALL SELECT format('${rights.SEQUENCES} ON SEQUENCE %s', oid::regclass) FROM pg_class
        WHERE relnamespace = ${literal(place)}::regnamespace AND relkind = 'S' AND pg_get_userbyid(relowner) = current_user
        UNION ALL SELECT format('${rights.ROUTINES} ON ROUTINE %s', oid::regprocedure) FROM pg_proc
        WHERE pronamespace = ${literal(place)}::regnamespace AND pg_get_userbyid(proowner) = current_user
      LOOP
        EXECUTE format('GRANT %s TO %s', own, ${literal(grantee)});
      END LOOP;
    END $grants$`);
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
