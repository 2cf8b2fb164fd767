import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { advisoryLocks } from '#infrastructure/postgres/advisory-locks.js';
import { emptyDatabase } from '#infrastructure/postgres/empty-database.js';
import {
  discoverSchema,
  type ExpectedSchema,
  type FeatureMigration,
} from '#infrastructure/postgres/expected-schema.js';
import { Migrator, type MigratorSettings } from '#infrastructure/postgres/migrator.js';
import { assertSchema } from '#infrastructure/postgres/schema-check.js';
import { builtInSchema } from '#testing/built-in-schema.js';
import { E2eService } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { aRecordingLogger, silentLogger } from '#testing/loggers.js';
import { createBlankDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';
import { dumpSchema } from './schema-dump.js';
import { SilentLine } from './silent-line.js';

let schema: ExpectedSchema;
let names: readonly string[];
beforeAll(async () => {
  schema = await builtInSchema();
  names = schema.migrations.map(({ name }) => name);
});

const withMigrations = (migrations: readonly FeatureMigration[]): ExpectedSchema => ({
  ...schema,
  migrations,
  // Of a version that has not made them yet, tables of tenants are not expected.
  tenantTables: schema.tenantTables.filter((table) =>
    schema.migrations.every(
      ({ feature, name }) => feature !== table.feature || migrations.some((given) => given.name === name),
    ),
  ),
});
const planted = (
  type: new () => MigrationInterface,
  feature = 'users',
  timestamp = 1795999999999,
): FeatureMigration => ({ feature, name: `${feature}/planted-${timestamp}`, timestamp, type });
const withPlanted = (type: new () => MigrationInterface) =>
  withMigrations([...schema.migrations, planted(type)]);

describe.each(databaseTargets)('migrations on the %s PostgreSQL', (target) => {
  let database: TestDatabase;
  const blank = async () => {
    database = await createBlankDatabase(target);
  };
  const migrator = (expected = schema, settings: MigratorSettings = {}) =>
    new Migrator(database.ownerUrl, expected, { serviceUrl: database.url, ...settings });
  const check = (expected = schema, logger = silentLogger) => assertSchema(database.url, expected, logger);
  const recorded = async () =>
    (await execute(database.ownerUrl, 'SELECT name FROM gatehouse_migrations ORDER BY id')).map(
      ({ name }) => name,
    );
  afterEach(() => database?.drop());

  it('run up, down and up again, and each reverts what it has done', async () => {
    await blank();
    const dumps = [await dumpSchema(database.ownerUrl)];
    for (const [index, name] of names.entries()) {
      expect(await migrator(withMigrations(schema.migrations.slice(0, index + 1))).up()).toEqual([name]);
      const dump = await dumpSchema(database.ownerUrl);
      expect(dump).not.toEqual(dumps.at(-1));
      dumps.push(dump);
    }
    for (const [index, dump] of [...dumps.slice(0, -1).entries()].reverse()) {
      expect(await migrator().down()).toBe(names[index]);
      expect(await dumpSchema(database.ownerUrl)).toEqual(dump);
    }
    expect(await migrator().down()).toBeNull();
    expect(await migrator().up()).toEqual(names);
    expect(await dumpSchema(database.ownerUrl)).toEqual(dumps.at(-1));
  });

  it('run once, however many instances start at the same time', async () => {
    await blank();
    const done = await Promise.all(Array.from({ length: 4 }, () => migrator().up()));
    expect(done.filter((run) => run.length > 0)).toEqual([names]);
    await expect(check()).resolves.toBeUndefined();
  });

  /** Feature and name of the last one. */
  const latest = () => names.at(-1)?.replace(/^([^/]+)\/(.*)$/, '$1 ($2)');

  it('are known to be behind, by feature', async () => {
    await blank();
    await expect(check()).rejects.toThrow(/behind in users \(create-users-\d+, .*gatehouse migrate up/);
    await migrator(withMigrations(schema.migrations.slice(0, -1))).up();
    await expect(check()).rejects.toThrow(
      `The database schema is behind in ${latest()}: ` +
        'run `gatehouse migrate up`, which is `node dist/src/cli.js migrate up` in a checkout',
    );
  });

  it('are not run by an older version of a feature, in either direction', async () => {
    await blank();
    await migrator(withPlanted(CreatesNotes)).up();
    const ahead =
      'The database is ahead of this version in users (planted-1795999999999): run a newer version, such as the branch ' +
      'that has these migrations. In development `gatehouse db reset` makes it anew, without what is in it';
    await expect(check()).rejects.toThrow(ahead);
    await expect(migrator().up()).rejects.toThrow(ahead);
    await expect(migrator().down()).rejects.toThrow(ahead);
    await expect(check(withPlanted(CreatesNotes))).resolves.toBeUndefined();
  });

  it('may state the oldest version that can work with them, which may start then, and migrates nothing', async () => {
    await blank();
    const lastOfUsers = Math.max(
      ...schema.migrations.flatMap(({ feature, timestamp }) => (feature === 'users' ? [timestamp] : [])),
    );
    class StatesItself extends CreatesNotes {
      readonly compatibleSince = lastOfUsers;
    }
    await migrator(withPlanted(StatesItself)).up();
    await expect(check()).resolves.toBeUndefined();
    expect(await migrator().up()).toEqual([]);
    await expect(migrator().down()).rejects.toThrow('The database is ahead of this version in users');
    const older = withMigrations(
      schema.migrations.filter(({ feature, timestamp }) => feature !== 'users' || timestamp < lastOfUsers),
    );
    await expect(check(older)).rejects.toThrow('The database is ahead of this version in users');
  });

  it('find the extension for searches in whichever schema it is, and say who can make it', async () => {
    await blank();
    await execute(
      database.adminUrl,
      `CREATE SCHEMA "Ours too"; GRANT USAGE ON SCHEMA "Ours too" TO PUBLIC; CREATE EXTENSION pg_trgm SCHEMA "Ours too"`,
    );
    expect(await migrator().up()).toEqual(names);
    class MakesAnExtension {
      up = (runner: QueryRunner) => runner.query('CREATE EXTENSION pageinspect');
      async down(): Promise<void> {}
    }
    await expect(migrator(withPlanted(MakesAnExtension)).up()).rejects.toThrow(
      /have a superuser run `CREATE EXTENSION pageinspect` in this database/,
    );
  });

  describe('in a schema other than `public`', () => {
    /** As an operator does it: with the search path in the URL. */
    const inSchema = (name: string): TestDatabase => {
      const [url, ownerUrl] = [database.url, database.ownerUrl].map((text) => {
        const place = new URL(text);
        place.searchParams.set('options', `-c search_path="${name}"`);
        return place.href;
      }) as [string, string];
      return { ...database, url, ownerUrl };
    };
    const makeSchema = async (name: string) => {
      await execute(database.ownerUrl, `CREATE SCHEMA "${name}"`);
      return inSchema(name);
    };
    const tablesOf = async (name: string) => {
      const [row] = await execute(
        database.ownerUrl,
        `SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = '${name}'`,
      );
      return row?.count as number;
    };
    it('run up and down, and leave nothing in `public`', async () => {
      await blank();
      const { url, ownerUrl } = await makeSchema('ours');
      const ours = new Migrator(ownerUrl, schema, { serviceUrl: url });
      const before = await tablesOf('public');
      expect(await ours.up()).toEqual(names);
      await expect(assertSchema(url, schema, silentLogger)).resolves.toBeUndefined();
      expect(await tablesOf('public')).toBe(before);
      for (const name of names.toReversed()) expect(await ours.down()).toBe(name);
      expect(await tablesOf('ours')).toBe(1);
      expect(await ours.up()).toEqual(names);
    });

    it('are run by the search path of the role too', async () => {
      await blank();
      await makeSchema('ours');
      const name = new URL(database.url).pathname.slice(1);
      for (const url of [database.url, database.ownerUrl]) {
        const role = new URL(url).username;
        await execute(database.adminUrl, `ALTER ROLE "${role}" IN DATABASE "${name}" SET search_path = ours`);
      }
      expect(await migrator().up()).toEqual(names);
      await expect(check()).resolves.toBeUndefined();
      expect(await tablesOf('public')).toBe(0);
    });

    describe('of which there are several in one database', () => {
      let places: TestDatabase[];
      let services: E2eService[] = [];
      afterEach(async () => {
        await Promise.all(services.splice(0).map((service) => service.stop()));
      });
      beforeEach(async () => {
        await blank();
        places = [database, await makeSchema('two'), await makeSchema('Two-Too')];
      });

      it('let each service have accounts and jobs of its own, and do the others no harm', async () => {
        // At once: all of them wait for one lock.
        const started = await Promise.allSettled(
          places.map((place) => E2eService.start({ database: place })),
        );
        services = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
        expect(started.map(({ status }) => status)).toEqual(places.map(() => 'fulfilled'));
        const people = await Promise.all(services.map((service) => service.person()));
        const roots = await Promise.all(services.map((service) => service.root()));
        // Of one service, in words that are those of the others too; and what nobody says.
        const path = `/api/v1/users/${people[0]?.user.id}`;
        const changed = await services[0]?.http.patch(
          path,
          { isActive: false },
          { token: roots[0]?.token ?? '' },
        );
        expect(changed?.status).toBe(200);
        for (const channel of ['gatehouse_accounts', 'gatehouse_events', 'gatehouse_jobs']) {
          await execute(database.url, `NOTIFY ${channel}; NOTIFY ${channel}, '{"rubbish":'`);
        }
        for (const [index, service] of services.entries()) {
          const token = roots[index]?.token ?? '';
          const { data } = await service.http.get('/api/v1/users', { token });
          expect(data.map(({ id }: { id: string }) => id).sort()).toEqual(
            [people[index]?.user.id, roots[index]?.user.id].sort(),
          );
          const me = await service.http.get('/api/v1/me', { token: people[index]?.token ?? '' });
          expect(me.status).toBe(index === 0 ? 401 : 200);
          await service.drainEvents();
          await service.drainJobs();
          const { data: records } = await service.http.get('/api/v1/audit', { token });
          expect(records.length).toBeGreaterThan(0);
        }
      });

      it('are emptied one by one', async () => {
        for (const { url, ownerUrl } of places) {
          await new Migrator(ownerUrl, schema, { serviceUrl: url }).up();
        }
        await emptyDatabase(places[1]?.ownerUrl ?? '', schema.schemas ?? []);
        const jobs = await execute(
          database.ownerUrl,
          `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'gatehouse%' ORDER BY nspname`,
        );
        expect(jobs).toEqual([{ nspname: 'gatehouse_jobs' }, { nspname: 'gatehouse_jobs_two_too' }]);
        expect(await tablesOf('two')).toBe(0);
        for (const { url } of [database, inSchema('Two-Too')]) {
          await expect(assertSchema(url, schema, silentLogger)).resolves.toBeUndefined();
        }
      });
    });
  });

  it('of a feature that is not loaded hinder nobody', async () => {
    await blank();
    const extension = planted(CreatesNotes, 'notes', 1795000000000);
    await migrator({
      ...schema,
      features: [...schema.features, 'notes'],
      migrations: [...schema.migrations, extension],
    }).up();
    const logger = aRecordingLogger();
    await expect(check(schema, logger)).resolves.toBeUndefined();
    expect(logger.records).toEqual([
      expect.objectContaining({ level: 'info', fields: { migrations: ['notes/planted-1795000000000'] } }),
    ]);
    expect(await migrator().up()).toEqual([]);
    expect(await migrator().down()).toBe(names.at(-1));
    expect(await recorded()).toContain('notes/planted-1795000000000');
  });

  it('are reverted for one feature', async () => {
    await blank();
    await migrator().up();
    expect(await migrator().down('users')).toBe('users/drop-active-admin-index-1795171200111');
    expect(await migrator().down('health')).toBeNull();
    expect(await migrator().up()).toEqual(['users/drop-active-admin-index-1795171200111']);
  });

  it('that come later with an earlier timestamp are run', async () => {
    await blank();
    await migrator().up();
    const late = {
      ...schema,
      migrations: [planted(CreatesNotes, 'users', 1700000000000), ...schema.migrations],
    };
    expect(await migrator(late).up()).toEqual(['users/planted-1700000000000']);
    expect(await migrator(late).down()).toBe('users/planted-1700000000000');
  });

  it('leave nothing of one that fails', async () => {
    await blank();
    await migrator().up();
    const before = await dumpSchema(database.ownerUrl);
    await expect(migrator(withPlanted(FailsHalfway)).up()).rejects.toThrow(/no_such_table/);
    expect(await dumpSchema(database.ownerUrl)).toEqual(before);
    await expect(check()).resolves.toBeUndefined();
  });

  it('are not run by the role of the service, which is told which one does', async () => {
    await blank();
    await expect(new Migrator(database.url, schema).up()).rejects.toThrow(
      /permission denied for schema public.*DATABASE_MIGRATION_URL/,
    );
    await migrator().up();
    expect(await new Migrator(database.url, schema).up()).toEqual([]);
  });

  it('may do without a transaction', async () => {
    await blank();
    await migrator(withPlanted(IndexesConcurrently)).up();
    expect(await dumpSchema(database.ownerUrl)).toContainEqual(expect.stringContaining('INDEX planted_idx'));
    await migrator(withPlanted(IndexesConcurrently)).down();
    expect(await dumpSchema(database.ownerUrl)).not.toContainEqual(expect.stringContaining('planted_idx'));
  });

  it('end with a reason when the database falls silent, and not because one takes long', async () => {
    await blank();
    await migrator().up();
    const line = await SilentLine.to(database.ownerUrl);
    onTestFinished(() => line.close());
    const through = (type: new () => MigrationInterface) =>
      new Migrator(line.url, withPlanted(type), {
        answerTimeoutMs: 2_000,
        variable: 'DATABASE_MIGRATION_URL',
      });
    class TakesLong extends CreatesNotes {
      override up = (runner: QueryRunner) => runner.query('SELECT pg_sleep(5)');
    }
    expect(await through(TakesLong).up()).toEqual(['users/planted-1795999999999']);
    class FallsSilent {
      async up(runner: QueryRunner): Promise<void> {
        line.isSilent = true;
        await runner.query('SELECT 1');
      }
      async down(): Promise<void> {}
    }
    await execute(database.ownerUrl, `DELETE FROM gatehouse_migrations WHERE name LIKE '%/planted-%'`);
    const reason = 'DATABASE_MIGRATION_URL leads to a database that has stopped answering';
    await expect(through(FallsSilent).up()).rejects.toThrow(reason);
    line.isSilent = false;
    line.isSilentOnceIn = true;
    await expect(through(FallsSilent).up()).rejects.toThrow(reason);
  });

  it('say for whom they wait', async () => {
    await blank();
    const holder = new pg.Client({ connectionString: database.ownerUrl, application_name: 'left-behind' });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock($1, $2)', [...advisoryLocks.migrations]);
    const logger = aRecordingLogger();
    const up = migrator(schema, { logger }).up();
    await vi.waitUntil(() => logger.records.length > 0, { timeout: 60_000 });
    const [{ pid } = {}] = (await holder.query('SELECT pg_backend_pid() AS pid')).rows;
    expect(logger.records).toEqual([
      {
        level: 'info',
        message: 'Migrations wait for another session, which migrates or has left its lock behind',
        fields: expect.objectContaining({ pid, application: 'left-behind' }),
      },
    ]);
    await holder.end();
    expect(await up).toEqual(names);
  });

  describe('of a table that somebody holds', () => {
    const alters = () => withPlanted(AltersUsers);
    const lockRetries = { attempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
    let other: pg.Client;
    beforeEach(async () => {
      await blank();
      await migrator().up();
      other = new pg.Client({ connectionString: database.url });
      await other.connect();
      await other.query('BEGIN; SELECT FROM users');
    });
    afterEach(() => other.end());

    it('give up after some attempts, and go on when it is free', async () => {
      const settings = { lockTimeoutMs: 100, lockRetries };
      await expect(migrator(alters(), settings).up()).rejects.toThrow(
        /held a table.*for 100 ms at each of 2 attempts.*It was at: ALTER TABLE users/,
      );
      await other.query('COMMIT');
      expect(await migrator(alters(), settings).up()).toEqual(['users/planted-1795999999999']);
    });

    it('let those who wait behind them get on between two attempts', async () => {
      const isWaiting = async () => {
        const [row] = await execute(
          database.adminUrl,
          `SELECT count(*)::int AS count FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return row?.count === 1;
      };
      const up = migrator(alters(), {
        lockTimeoutMs: 500,
        lockRetries: { attempts: 1000, baseDelayMs: 1000, maxDelayMs: 1000 },
      }).up();
      await vi.waitUntil(isWaiting, { timeout: 60_000 });
      // Behind the migration in the queue, although it would not be in the way of who holds the table.
      const third = execute(database.url, 'SELECT count(*)::int AS count FROM users');
      expect(await third).toEqual([{ count: 0 }]);
      await other.query('COMMIT');
      expect(await up).toEqual(['users/planted-1795999999999']);
    });
  });

  describe('of the release before', () => {
    /** As it ran them: with TypeORM, in the table `migrations`, by the names of the classes. */
    const migrateAsBefore = async (last: number) => {
      await blank();
      const dataSource = new DataSource({
        type: 'postgres',
        url: database.ownerUrl,
        migrations: schema.migrations.slice(0, last).map(({ type }) => type),
        installExtensions: false,
      });
      await dataSource.initialize();
      await dataSource.runMigrations({ transaction: 'each' });
      await dataSource.destroy();
      await execute(
        database.ownerUrl,
        `INSERT INTO users (id, email, username, password_hash, roles, is_active, created_at, updated_at, version)
         VALUES ('${randomUUID()}', 'anna@example.com', 'anna', '$hash', '{user}', true, now(), now(), 1)`,
      );
    };
    const tables = async () =>
      (await dumpSchema(database.ownerUrl)).filter((line) => /^table (gatehouse_)?migrations /.test(line));

    it('are taken over with their data, and what is new is run', async () => {
      await migrateAsBefore(names.length - 1);
      await expect(check()).rejects.toThrow('behind in users');
      expect(await migrator().up()).toEqual([names.at(-1)]);
      await expect(check()).resolves.toBeUndefined();
      expect(await recorded()).toEqual(names);
      expect(await execute(database.url, 'SELECT username FROM users')).toEqual([{ username: 'anna' }]);
      expect(await tables()).toEqual([]);
      for (const name of names.toReversed()) expect(await migrator().down()).toBe(name);
      expect(await migrator().up()).toEqual(names);
    });

    it('leave those of an application in the same table', async () => {
      await migrateAsBefore(names.length);
      await execute(
        database.ownerUrl,
        `INSERT INTO migrations (timestamp, name) VALUES
          (1600000000000, 'Theirs1600000000000'), (1795171200001, 'theirs-by-chance')`,
      );
      expect(await migrator().up()).toEqual([]);
      expect(await execute(database.ownerUrl, 'SELECT name FROM migrations ORDER BY id')).toEqual([
        { name: 'Theirs1600000000000' },
        { name: 'theirs-by-chance' },
      ]);
      expect(await recorded()).toEqual(names);
    });
  });

  it('do not touch a table `migrations` of another shape', async () => {
    await blank();
    await execute(database.ownerUrl, 'CREATE TABLE migrations (version text)');
    expect(await migrator().up()).toEqual(names);
    expect(await execute(database.ownerUrl, 'SELECT * FROM migrations')).toEqual([]);
  });
});

describe('files of migrations', () => {
  const migration = (name: string) => `export class ${name} { async up() {} async down() {} }\n`;
  const folderWith = async (files: Record<string, string>) => {
    const folder = await mkdtemp(join(import.meta.dirname, 'planted-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return pathToFileURL(folder);
  };

  it('belong to the feature with the longest name that fits, and run in the order of their timestamps', async () => {
    const migrations = await folderWith({
      '1795171200003-keys-create-keys.js': migration('A'),
      '1795171200002-keys-public-create-links.js': `export default ${migration('B').slice(7)}`,
      '1795171200002-keys-public-create-links.d.ts': 'export {};',
      'README.md': '',
    });
    const elsewhere = await folderWith({ '1795171200001-projects-create-projects.js': migration('C') });
    const found = await discoverSchema([
      { name: 'keys', migrations },
      { name: 'keys-public', migrations },
      { name: 'projects', migrations: elsewhere, tenantTables: ['projects'] },
      { name: 'health' },
    ]);
    expect(found.migrations.map(({ name }) => name)).toEqual([
      'projects/create-projects-1795171200001',
      'keys-public/create-links-1795171200002',
      'keys/create-keys-1795171200003',
    ]);
    expect(found.features).toEqual(['keys', 'keys-public', 'projects', 'health']);
    expect(found.tenantTables).toEqual([{ feature: 'projects', table: 'projects' }]);
  });

  it.each([
    ['1795171200001-unheard-of-create.js', 'A', /unheard-of-create\.js belongs to no feature.*is keys/],
    ['create-keys.js', 'A', /create-keys\.js belongs to no feature/],
  ])('are refused when they belong to nobody: %s', async (name, type, message) => {
    const migrations = await folderWith({ [name]: migration(type) });
    await expect(discoverSchema([{ name: 'keys', migrations }])).rejects.toThrow(message);
  });

  it.each([
    ['none', 'export const up = 1;'],
    ['two', migration('A') + migration('B')],
  ])('are refused when they have %s', async (_, text) => {
    const migrations = await folderWith({ '1795171200001-keys-create.js': text });
    await expect(discoverSchema([{ name: 'keys', migrations }])).rejects.toThrow(
      /keys-create\.js has to export one class/,
    );
  });

  it('may not give one table to two features', async () => {
    await expect(
      discoverSchema([
        { name: 'projects', tenantTables: ['projects'] },
        { name: 'boards', tenantTables: ['projects'] },
      ]),
    ).rejects.toThrow('The features projects and boards both claim the table projects');
  });
});

class FailsHalfway implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half_done (id integer)');
    await runner.query('SELECT * FROM no_such_table');
  }

  async down(): Promise<void> {}
}

class CreatesNotes implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE notes (id integer)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notes');
  }
}

class AltersUsers implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN planted text');
  }

  async down(): Promise<void> {}
}

class IndexesConcurrently implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX CONCURRENTLY planted_idx ON users (updated_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY planted_idx');
  }
}
