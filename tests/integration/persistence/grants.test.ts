import { SERVICE_ROLE } from '@gatehouse/embedded-postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { migrations } from '#migrations';
import { execute } from '../../support/execute.js';
import { createBlankDatabase, type TestDatabase } from '../../support/test-database.js';

const MISSING = `
  SELECT relname AS name, privilege FROM pg_class,
    unnest(CASE relkind WHEN 'S' THEN '{USAGE,SELECT}' ELSE '{SELECT,INSERT,UPDATE,DELETE}' END::text[]) AS privilege
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S') AND NOT CASE relkind
    WHEN 'S' THEN has_sequence_privilege('${SERVICE_ROLE}', pg_class.oid, privilege)
    ELSE has_table_privilege('${SERVICE_ROLE}', pg_class.oid, privilege) END
  UNION ALL SELECT proname, 'EXECUTE' FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace AND NOT has_function_privilege('${SERVICE_ROLE}', oid, 'EXECUTE')`;

describe('the role of the service', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createBlankDatabase();
  });
  afterEach(() => database.drop());

  it('may use what the migrations have made and what their role makes later, but not change it', async () => {
    const { url } = database;
    await execute(
      url,
      'ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; CREATE EXTENSION pg_trgm',
    );
    for (const _ of ['first', 'again']) await new Migrator(url, migrations, SERVICE_ROLE).up();
    const later = `CREATE TABLE later (id int GENERATED ALWAYS AS IDENTITY);
      CREATE FUNCTION later() RETURNS int LANGUAGE sql RETURN 1`;
    await execute(url, later);
    expect(await execute(url, MISSING)).toEqual([]);
    const [rights] = await execute(
      url,
      `SELECT has_table_privilege('${SERVICE_ROLE}', 'users', 'TRUNCATE, REFERENCES, TRIGGER') AS own,
        has_schema_privilege('${SERVICE_ROLE}', 'public', 'CREATE') AS make`,
    );
    expect(rights).toEqual({ own: false, make: false });
  });
});
