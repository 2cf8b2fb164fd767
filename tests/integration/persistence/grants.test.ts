import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { builtInSchema } from '#testing/built-in-schema.js';
import { execute } from '#testing/execute.js';
import {
  createBlankDatabase,
  createTestDatabase,
  databaseTargets,
  type TestDatabase,
  urlOf,
} from '#testing/test-database.js';

describe.each(databaseTargets)('what the service may do on the %s PostgreSQL', (target) => {
  let migrated: TestDatabase;
  beforeAll(async () => {
    migrated = await createTestDatabase(target);
  });
  afterAll(() => migrated?.drop());

  it('is to read and write rows, and to use functions', async () => {
    const serve = (sql: string) => execute(migrated.url, sql);
    await serve(`INSERT INTO login_attempts VALUES ('a', 1, now())`);
    await serve('UPDATE login_attempts SET count = 2');
    expect(await serve('SELECT count FROM login_attempts')).toEqual([{ count: 2 }]);
    await serve('DELETE FROM login_attempts');
    expect(await serve('SELECT event_log_end() AS n')).toEqual([{ n: '0' }]);
  });

  it.each([
    'CREATE TABLE more ()',
    'ALTER TABLE users ADD COLUMN more text',
    'DROP TABLE users',
    'TRUNCATE sessions',
    'DROP TRIGGER audit_entries_append_only ON audit_entries',
    'DROP FUNCTION audit_entries_refuse_change() CASCADE',
    'DELETE FROM gatehouse_migrations',
    `INSERT INTO gatehouse_migrations (timestamp, name) VALUES (1, 'x')`,
  ])('is not %s', async (sql) => {
    await expect(execute(migrated.url, sql)).rejects.toMatchObject({ code: '42501' });
  });

  describe('after migrating', () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await createBlankDatabase(target);
    });
    afterEach(() => database?.drop());

    const migrate = async (serviceUrl = database.url) =>
      new Migrator(database.ownerUrl, await builtInSchema(), { serviceUrl }).up();
    const own = (sql: string) => execute(database.ownerUrl, sql);
    /** By object; those without have the privileges that PostgreSQL gives to all. */
    const grants = async () => {
      const rows = await own(`
        SELECT relname || ' ' || relacl::text AS line FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relacl IS NOT NULL
        UNION ALL SELECT proname || ' ' || proacl::text FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND proacl IS NOT NULL
        UNION ALL SELECT 'default ' || defaclacl::text FROM pg_default_acl`);
      return rows.map(({ line }) => line).sort();
    };

    it('extends to what the owner has made before and makes later', async () => {
      await own('CREATE SEQUENCE numbers');
      await migrate();
      await own('CREATE TABLE later (id serial, word text)');
      await execute(database.url, `INSERT INTO later (word) VALUES ('a')`);
      expect(await execute(database.url, `SELECT *, nextval('numbers') FROM later`)).toEqual([
        { id: 1, word: 'a', nextval: '1' },
      ]);
    });

    it('again is the same, and no right to the tables of others', async () => {
      await execute(database.adminUrl, 'CREATE TABLE theirs ()');
      await migrate();
      const before = await grants();
      expect(before).not.toEqual([]);
      await migrate();
      expect(await grants()).toEqual(before);
      await expect(execute(database.url, 'SELECT FROM theirs')).rejects.toMatchObject({ code: '42501' });
    });

    it('does not extend to temporary tables, which would stay on a connection', async () => {
      const temporary = 'CREATE TEMP TABLE users ()';
      await execute(database.url, temporary);
      await migrate();
      await expect(execute(database.url, temporary)).rejects.toMatchObject({ code: '42501' });
      await own(temporary);
    });

    it('needs no grants where one role migrates and serves', async () => {
      await migrate(database.ownerUrl);
      const otherSpelling = new URL(database.ownerUrl);
      otherSpelling.searchParams.set('application_name', 'other');
      await migrate(otherSpelling.href);
      expect(await grants()).toEqual([]);
    });

    it('is given to a role that is moved to, whatever its name', async () => {
      await migrate();
      const username = `Gatehouse "${randomUUID()}"`;
      const quoted = `"${username.replaceAll('"', '""')}"`;
      await execute(database.adminUrl, `CREATE ROLE ${quoted} LOGIN PASSWORD 'secret'`);
      onTestFinished(async () => {
        await database.drop();
        await execute(urlOf(database.adminUrl, { database: 'postgres' }), `DROP ROLE ${quoted}`);
      });
      const url = urlOf(database.url, { username, password: 'secret' });
      await expect(execute(url, 'SELECT FROM users')).rejects.toMatchObject({ code: '42501' });
      await migrate(url);
      expect(await execute(url, 'SELECT FROM users')).toEqual([]);
    });
  });
});
