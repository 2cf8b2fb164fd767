import { getConstructionPlans, PgBoss } from 'pg-boss';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineJob } from '#application/jobs/job.js';
import { systemContext } from '#application/shared/request-context.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { Boss } from '#infrastructure/postgres/jobs/boss.js';
import { bossSchema as bossSchemaOf, bossSchemaVersion } from '#infrastructure/postgres/jobs/boss-schema.js';
import { BossJobs } from '#infrastructure/postgres/jobs/jobs.js';
import { BossJobStore } from '#infrastructure/postgres/jobs/store.js';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { inBackground } from '#infrastructure/shared/background.js';
import { LocalSignal } from '#infrastructure/shared/signal.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { builtInSchema } from '#testing/built-in-schema.js';
import { execute } from '#testing/execute.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { openDatabase } from '../persistence/open-database.js';

const job = defineJob({ name: 'tests.job', description: 'Of tests.', parse: () => ({}) });

const bossSchema = bossSchemaOf('public');

describe('pg-boss', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let boss: Boss;
  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    database = await openDatabase(testDatabase.url, { poolSize: 4 });
    boss = new Boss(database, silentLogger);
  });
  afterEach(async () => {
    await boss?.close();
    await database?.close();
    await testDatabase?.drop();
  });

  const enqueue = (unitOfWork = new TypeOrmUnitOfWork(database, silentLogger)) =>
    unitOfWork.run(systemContext, () =>
      new BossJobs(database, boss, new UuidV7Generator(), new LocalSignal()).enqueue(job, {}),
    );

  it('expects the tables that our migrations make', async () => {
    // When this fails after an update: a migration with getMigrationPlans, and the other number.
    expect(getConstructionPlans(bossSchema)).toContain(
      `INSERT INTO ${bossSchema}.version(version) VALUES ('${bossSchemaVersion}')`,
    );
    const library = new PgBoss({
      connectionString: testDatabase.ownerUrl,
      schema: bossSchema,
      migrate: false,
      supervise: false,
    });
    const { ok, ...found } = await library
      .start()
      .then(() => library.detectSchemaDrift())
      .finally(() => library.stop({ graceful: false }));
    expect(ok, JSON.stringify(found)).toBe(true);
  });

  it('is refused with tables of another version, by name and with the remedy', async () => {
    await execute(testDatabase.ownerUrl, `UPDATE ${bossSchema}.version SET version = 45`);
    await expect(enqueue()).rejects.toThrow(
      /gatehouse_jobs have version 45, where this release works with 46/,
    );
    await expect(boss.assertVersion()).rejects.toThrow('run its migrations');
    await execute(testDatabase.ownerUrl, `UPDATE ${bossSchema}.version SET version = 46`);
    expect(await enqueue()).toBe(true);
  });

  it('works for a role that owns nothing, also after migrating again', async () => {
    await new Migrator(testDatabase.ownerUrl, await builtInSchema(), { serviceUrl: testDatabase.url }).up();
    const store = new BossJobStore(database, boss);
    await enqueue();
    const [claim] = await store.claim(job.name, 1);
    expect(await store.complete(claim === undefined ? [] : [claim])).toBe(1);
    for (const sql of [
      `DROP TABLE ${bossSchema}.job_common`,
      `TRUNCATE ${bossSchema}.job_common`,
      `CREATE TABLE ${bossSchema}.more ()`,
    ]) {
      await expect(execute(testDatabase.url, sql)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('goes with the migration, and comes back', async () => {
    const migrator = new Migrator(testDatabase.ownerUrl, await builtInSchema(), {
      serviceUrl: testDatabase.url,
    });
    const isThere = () =>
      execute(testDatabase.ownerUrl, `SELECT FROM pg_namespace WHERE nspname = '${bossSchema}'`);
    while ((await isThere()).length > 0) expect(await migrator.down('jobs')).toMatch(/^jobs\//);
    await migrator.up();
    expect(await isThere()).toHaveLength(1);
    expect(await enqueue()).toBe(true);
  });

  it('leaves connections to requests, however many jobs are in transactions', async () => {
    const unitOfWork = new TypeOrmUnitOfWork(database, silentLogger);
    const release = Promise.withResolvers<void>();
    let begun = 0;
    const held = Array.from({ length: 8 }, () =>
      inBackground(() =>
        unitOfWork.run(systemContext, async () => {
          begun += 1;
          await release.promise;
        }),
      ),
    );
    await expect.poll(() => begun).toBe(1);
    expect(await enqueue(unitOfWork)).toBe(true);
    expect(begun).toBe(1);
    release.resolve();
    await Promise.all(held);
    expect(begun).toBe(8);
  });
});
