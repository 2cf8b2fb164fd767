import { randomUUID } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { ExpectedSchema } from '#infrastructure/postgres/expected-schema.js';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { assertSchema } from '#infrastructure/postgres/schema-check.js';
import { execute } from '#testing/execute.js';
import { aRecordingLogger } from '#testing/loggers.js';
import {
  createTestDatabase,
  type DatabaseTarget,
  databaseTargets,
  type TestDatabase,
  urlOf,
} from '#testing/test-database.js';
import { createNotesDatabase, notesSchema } from '../../support/notes.js';

/** Runs these statements, each in its turn. */
const migration = (...statements: string[]) =>
  class implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements) await runner.query(statement);
    }

    async down(): Promise<void> {}
  };

/** On the external one where there is one: it is the older. */
describe.each(databaseTargets.slice(-1))(
  'tables of tenants on the %s PostgreSQL',
  (target: DatabaseTarget) => {
    let database: TestDatabase;
    afterEach(() => database?.drop());

    const migrate = (schema: ExpectedSchema) =>
      new Migrator(database.ownerUrl, schema, { serviceUrl: database.url }).up();
    const owned = (sql: string) => execute(database.ownerUrl, sql);
    const check = async (url = database.url, schema?: ExpectedSchema) => {
      const logger = aRecordingLogger();
      await assertSchema(url, schema ?? (await notesSchema()), logger);
      return logger.records;
    };

    describe('when they are migrated', () => {
      it.each([
        ['no tenant_id', 'ALTER TABLE notes DROP COLUMN tenant_id', 'needs a column tenant_id uuid NOT NULL'],
        ['one without NOT NULL', 'ALTER TABLE notes ALTER tenant_id DROP NOT NULL', 'uuid NOT NULL'],
        ['one of text', 'ALTER TABLE notes ALTER tenant_id TYPE text', 'uuid NOT NULL'],
        ['been dropped', 'DROP TABLE notes', 'no migration that makes'],
        ['a policy that opens them', 'CREATE POLICY all_see ON notes FOR SELECT USING (true)', 'all_see'],
      ])('are refused where they have %s', async (_, statement, message) => {
        database = await createTestDatabase(target);
        const failing = migrate(await notesSchema(migration(statement)));
        await expect(failing).rejects.toThrow(OperatorError);
        await expect(failing).rejects.toThrow(/notes.*feature notes|feature notes.*notes/);
        await expect(failing).rejects.toThrow(message);
      });

      it('are confined once, and again when somebody has undone it', async () => {
        database = await createNotesDatabase(target);
        const policy = async () =>
          (await owned(`SELECT oid FROM pg_policy WHERE polname = 'notes_tenant'`))[0]?.oid;
        const first = await policy();
        await migrate(await notesSchema());
        expect(await policy()).toBe(first);
        for (const statement of [
          'ALTER TABLE notes NO FORCE ROW LEVEL SECURITY',
          'ALTER TABLE notes DISABLE ROW LEVEL SECURITY',
          'DROP POLICY notes_tenant ON notes',
          'ALTER POLICY notes_tenant ON notes USING (true)',
          'ALTER POLICY notes_tenant ON notes WITH CHECK (true)',
          'ALTER POLICY notes_tenant ON notes TO pg_monitor',
        ]) {
          await owned(statement);
          await expect(check()).rejects.toThrow(
            'The table notes of the feature notes is not confined to tenants',
          );
          await migrate(await notesSchema());
          expect(await check()).toEqual([]);
        }
      });

      it('may have restrictive policies of their own', async () => {
        database = await createNotesDatabase(target);
        await owned(`CREATE POLICY short ON notes AS RESTRICTIVE USING (length(name) < 9)`);
        await migrate(await notesSchema());
        expect(await check()).toEqual([]);
      });

      it('do not let a migration believe that it has changed the rows of all tenants', async () => {
        database = await createNotesDatabase(target);
        await execute(
          database.adminUrl,
          `INSERT INTO notes VALUES (gen_random_uuid(), gen_random_uuid(), 'old')`,
        );
        const change = `UPDATE notes SET name = 'new'`;
        await expect(migrate(await notesSchema(migration(change)))).rejects.toThrow('row-level security');
        await migrate(await notesSchema(migration('ALTER TABLE notes NO FORCE ROW LEVEL SECURITY', change)));
        expect(await execute(database.adminUrl, 'SELECT name FROM notes')).toEqual([{ name: 'new' }]);
        expect(await owned('SELECT name FROM notes')).toEqual([]);
      });
    });

    describe('are refused, by the service and after migrating,', () => {
      const service = () => `"${new URL(database.url).username}"`;
      /** By whom, what, and the name that is told. */
      const planted: readonly ['owner' | 'administrator', string, string][] = [
        [
          'owner',
          'ALTER TABLE notes ADD part_of uuid CONSTRAINT told REFERENCES notes ON DELETE CASCADE',
          'The foreign key told of the table',
        ],
        [
          'owner',
          `ALTER TABLE notes ADD part_of uuid, ADD UNIQUE (id, tenant_id),
         ADD CONSTRAINT told FOREIGN KEY (tenant_id, part_of) REFERENCES notes (id, tenant_id)`,
          'The foreign key told of the table',
        ],
        [
          'owner',
          'CREATE TABLE links (note_id uuid CONSTRAINT told REFERENCES notes)',
          'The foreign key told of the table',
        ],
        [
          'owner',
          'ALTER TABLE notes ADD CONSTRAINT told UNIQUE (name)',
          'The constraint or index told of the table notes',
        ],
        [
          'owner',
          'ALTER TABLE notes ADD CONSTRAINT told UNIQUE (name) INCLUDE (tenant_id)',
          'The constraint or index told of the table notes',
        ],
        [
          'owner',
          'CREATE UNIQUE INDEX told ON notes (lower(name)) WHERE length(name) < 9',
          'The constraint or index told of the table notes',
        ],
        [
          'owner',
          'ALTER TABLE notes ADD number serial, ADD CONSTRAINT told UNIQUE (number)',
          'The constraint or index told of the table notes',
        ],
        [
          'owner',
          'ALTER TABLE notes DROP CONSTRAINT notes_pkey, ADD CONSTRAINT told PRIMARY KEY (name)',
          'The constraint or index told of the table notes',
        ],
        [
          'owner',
          'ALTER TABLE notes ADD CONSTRAINT told EXCLUDE USING btree (name WITH =)',
          'The constraint or index told of the table notes',
        ],
        [
          'owner',
          `CREATE EXTENSION btree_gist;
         ALTER TABLE notes ADD CONSTRAINT told EXCLUDE USING gist (name WITH =, tenant_id WITH <>)`,
          'The constraint or index told of the table notes',
        ],
        ['owner', 'CREATE TABLE told () INHERITS (notes)', 'inherits from the other'],
        [
          'owner',
          'CREATE TABLE told (tenant_id uuid NOT NULL); ALTER TABLE notes INHERIT told',
          'inherits from the other',
        ],
        ['owner', 'CREATE MATERIALIZED VIEW told AS SELECT * FROM notes', 'The view told shows'],
        [
          'administrator',
          'CREATE VIEW told AS SELECT * FROM notes; GRANT SELECT ON told TO %service',
          'The view told shows',
        ],
        [
          'administrator',
          'CREATE VIEW told AS SELECT * FROM notes; GRANT SELECT (name) ON told TO %service',
          'The view told shows',
        ],
        [
          'administrator',
          'CREATE VIEW told AS SELECT * FROM notes; GRANT DELETE ON told TO %service',
          'The view told shows',
        ],
        [
          'administrator',
          `CREATE VIEW inner_view AS SELECT * FROM notes; GRANT SELECT ON inner_view TO %owner;
         SET ROLE %owner; CREATE VIEW told AS SELECT * FROM inner_view`,
          'The view told shows',
        ],
        [
          'administrator',
          `CREATE TABLE told (name text); GRANT INSERT ON told TO %service;
         CREATE RULE all_notes AS ON INSERT TO told DO ALSO UPDATE notes SET name = NEW.name`,
          'The view told shows',
        ],
        [
          'administrator',
          `CREATE FUNCTION told() RETURNS SETOF notes LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM notes'`,
          'The function told(',
        ],
        [
          'owner',
          `CREATE FUNCTION told(text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN EXECUTE $1; END'`,
          'The function told(',
        ],
        [
          'administrator',
          `CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
           'BEGIN UPDATE notes SET name = NEW.key; RETURN NULL; END';
         REVOKE EXECUTE ON FUNCTION told FROM PUBLIC;
         CREATE TRIGGER tells AFTER INSERT ON login_attempts FOR EACH ROW EXECUTE FUNCTION told()`,
          'The function told(',
        ],
      ];
      const plant = async (by: string, sql: string) => {
        database = await createNotesDatabase(target);
        const owner = `"${new URL(database.ownerUrl).username}"`;
        const statements = sql.replaceAll('%service', service()).replaceAll('%owner', owner);
        await execute(by === 'owner' ? database.ownerUrl : database.adminUrl, statements);
      };

      it.each(planted)('where the %s has said %s', async (by, sql, message) => {
        await plant(by, sql);
        const schema = await notesSchema();
        for (const attempt of [() => check(), () => migrate(schema)]) {
          const refused = attempt();
          await expect(refused).rejects.toThrow(OperatorError);
          await expect(refused).rejects.toThrow(message);
        }
      });

      it('all of them at once', async () => {
        await plant('owner', 'ALTER TABLE notes ADD CONSTRAINT one UNIQUE (name)');
        await owned('CREATE UNIQUE INDEX other ON notes (lower(name))');
        await expect(check()).rejects.toThrow(/index one of the table notes.*tenant_id.*\n.*index other/);
      });

      it.each([
        [
          'owner',
          `ALTER TABLE notes ADD part_of uuid, ADD UNIQUE (tenant_id, id),
         ADD FOREIGN KEY (part_of, tenant_id) REFERENCES notes (id, tenant_id) ON DELETE CASCADE`,
        ],
        [
          'owner',
          'CREATE TABLE books (id uuid PRIMARY KEY); ALTER TABLE notes ADD book_id uuid REFERENCES books',
        ],
        ['owner', 'CREATE UNIQUE INDEX fine ON notes (tenant_id, lower(name)) INCLUDE (id)'],
        [
          'owner',
          `CREATE EXTENSION btree_gist;
         ALTER TABLE notes ADD EXCLUDE USING gist (tenant_id WITH =, name WITH <>)`,
        ],
        ['owner', 'CREATE VIEW fine AS SELECT * FROM notes'],
        [
          'administrator',
          'CREATE VIEW fine WITH (security_invoker = on) AS SELECT * FROM notes; GRANT SELECT ON fine TO %service',
        ],
        ['administrator', 'CREATE VIEW reporting AS SELECT * FROM notes'],
        ['administrator', `CREATE FUNCTION fine() RETURNS int LANGUAGE sql AS 'SELECT 1'`],
        [
          'administrator',
          `CREATE FUNCTION fine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
         REVOKE EXECUTE ON FUNCTION fine FROM PUBLIC`,
        ],
      ])('but not where the %s has said %s', async (by, sql) => {
        await plant(by, sql);
        expect(await check()).toEqual([]);
        await migrate(await notesSchema());
        expect(await check()).toEqual([]);
      });

      it('but not a function of the role itself, where one migrates and serves', async () => {
        await plant('owner', `CREATE FUNCTION own() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`);
        expect(await check(database.ownerUrl)).toEqual([expect.objectContaining({ level: 'warn' })]);
        await new Migrator(database.ownerUrl, await notesSchema()).up();
      });
    });

    describe('when the service starts', () => {
      /** A role for this test, beside those of the run. */
      const createRole = async (attributes: string) => {
        const role = `gatehouse_${randomUUID()}`;
        await execute(database.adminUrl, `CREATE ROLE "${role}" LOGIN PASSWORD 'secret' ${attributes}`);
        onTestFinished(async () => {
          await database.drop();
          await execute(urlOf(database.adminUrl, { database: 'postgres' }), `DROP ROLE "${role}"`);
        });
        return { role, url: urlOf(database.url, { username: role, password: 'secret' }) };
      };
      const roleWith = async (attributes: string) => {
        database = await createNotesDatabase(target);
        const created = await createRole(attributes);
        await owned(`GRANT SELECT ON gatehouse_migrations TO "${created.role}"`);
        return created;
      };

      it('are served by a role that is confined', async () => {
        database = await createNotesDatabase(target);
        expect(await check()).toEqual([]);
      });

      it.each(['SUPERUSER', 'BYPASSRLS', 'REPLICATION'])(
        'are not served by a role with %s',
        async (attribute) => {
          const { role, url } = await roleWith(attribute);
          await expect(check(url)).rejects.toThrow(
            new RegExp(
              `The database role ${role} may bypass row-level security.*DATABASE_URL.*DATABASE_MIGRATION_URL`,
            ),
          );
        },
      );

      it('are not served by a role that reads the files of the server', async () => {
        const { role, url } = await roleWith('');
        await execute(database.adminUrl, `GRANT pg_read_server_files TO "${role}"`);
        await expect(check(url)).rejects.toThrow(`The database role ${role} may bypass`);
      });

      it('are served with a warning where a temporary table may come before them', async () => {
        database = await createNotesDatabase(target);
        const { username, pathname } = new URL(database.url);
        await owned(`GRANT TEMPORARY ON DATABASE "${pathname.slice(1)}" TO ${username}`);
        expect(await check()).toEqual([
          expect.objectContaining({ level: 'warn', message: expect.stringContaining('REVOKE TEMPORARY') }),
        ]);
        await migrate(await notesSchema());
        expect(await check()).toEqual([]);
      });

      it('are not served by a member of such a role', async () => {
        const { role, url } = await roleWith('');
        const above = await createRole('BYPASSRLS');
        await execute(database.adminUrl, `GRANT "${above.role}" TO "${role}"`);
        await expect(check(url)).rejects.toThrow(`The database role ${role} may bypass`);
      });

      it('are served by their owner with a warning, and still confined', async () => {
        database = await createNotesDatabase(target);
        expect(await check(database.ownerUrl)).toEqual([
          expect.objectContaining({
            level: 'warn',
            message: expect.stringContaining('DATABASE_MIGRATION_URL'),
          }),
        ]);
      });

      it('are served by a member of the owner with a warning', async () => {
        const { role, url } = await roleWith('');
        const owner = new URL(database.ownerUrl).username;
        await execute(database.adminUrl, `GRANT "${owner}" TO "${role}"`);
        expect(await check(url)).toEqual([expect.objectContaining({ level: 'warn' })]);
      });

      it('do not matter where there are none: then a superuser is a warning', async () => {
        database = await createTestDatabase(target);
        const { features, migrations } = await notesSchema();
        const without = { features, migrations: migrations.slice(0, -1), tenantTables: [] };
        expect(await check(database.adminUrl, without)).toEqual([expect.objectContaining({ level: 'warn' })]);
      });

      it('are not served by a role that was never given anything', async () => {
        database = await createNotesDatabase(target);
        const { role, url } = await createRole('');
        await expect(check(url)).rejects.toThrow(
          new RegExp(`The database role ${role} has not been given the tables.*DATABASE_MIGRATION_URL`),
        );
      });
    });
  },
);
