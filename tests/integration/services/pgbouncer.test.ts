import { describe, expect, it } from 'vitest';
import { defineJob } from '#application/jobs/job.js';
import { systemContext } from '#application/shared/request-context.js';
import { JobRunner } from '#infrastructure/jobs/job-runner.js';
import { discoverSchema } from '#infrastructure/postgres/expected-schema.js';
import { Boss } from '#infrastructure/postgres/jobs/boss.js';
import { BossJobs } from '#infrastructure/postgres/jobs/jobs.js';
import { BossJobStore } from '#infrastructure/postgres/jobs/store.js';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { LocalSignal } from '#infrastructure/shared/signal.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { E2eService } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { aTenantId } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase } from '#testing/test-database.js';
import { createNotesDatabase } from '../../support/notes.js';
import { openDatabase } from '../persistence/open-database.js';
import { serviceUrl } from './service-url.js';

const url = serviceUrl('TEST_PGBOUNCER_URL');

describe.skipIf(url === null)('the pgbouncer of the tests', () => {
  it('passes statements on', async () => {
    expect(await execute(url?.() ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('pools by transaction', async () => {
    const admin = new URL(url?.() ?? '');
    admin.pathname = '/pgbouncer';

    expect(await execute(admin.href, 'SHOW CONFIG')).toContainEqual(
      expect.objectContaining({ key: 'pool_mode', value: 'transaction' }),
    );
  });

  const pooled = (direct: string) => {
    const through = new URL(direct);
    through.host = new URL(url?.() ?? '').host;
    return through.href;
  };

  it('is refused by migrations, which would leave their lock behind', async () => {
    const database = await createTestDatabase('external');
    try {
      const migrator = new Migrator(pooled(database.ownerUrl), await discoverSchema([]));
      await expect(migrator.up()).rejects.toThrow('set DATABASE_MIGRATION_URL, or DATABASE_DIRECT_URL');
      await expect(new Migrator(database.ownerUrl, await discoverSchema([])).up()).resolves.toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it('carries instances that hear of each other past it', async () => {
    const database = await createTestDatabase('external');
    const options = {
      database: { ...database, url: pooled(database.url) },
      env: { DATABASE_DIRECT_URL: database.url },
    };
    const [here, there] = [await E2eService.start(options), await E2eService.start(options)];
    try {
      const person = await here.person();
      const me = async (instance: E2eService) => (await instance.http.get('/api/v1/me', person)).status;
      expect([await me(here), await me(there)]).toEqual([200, 200]);
      await here.http.post('/api/v1/auth/logout', undefined, person);
      // Well before what is remembered would be read again.
      await expect.poll(() => me(there), { timeout: 10_000 }).toBe(401);
    } finally {
      await here.stop();
      await there.stop();
      await database.drop();
    }
  });

  it('carries the service', async () => {
    const database = await createTestDatabase('external');
    const service = await E2eService.start({ database: { ...database, url: pooled(database.url) } });
    try {
      const person = await service.person();
      expect((await service.http.get('/api/v1/me', person)).data.id).toBe(person.user.id);
      const { status } = await service.http.post('/api/v1/auth/logout', undefined, person);
      expect(status).toBe(204);
      expect((await service.http.get('/api/v1/me', person)).status).toBe(401);
    } finally {
      await service.stop();
      await database.drop();
    }
  });

  it('carries jobs', async () => {
    const testDatabase = await createTestDatabase('external');
    const database = await openDatabase(pooled(testDatabase.url), { poolSize: 4 });
    const boss = new Boss(database, silentLogger);
    const job = defineJob({ name: 'tests.job', description: 'Of tests.', parse: () => ({}) });
    const signal = new LocalSignal();
    const jobs = new BossJobs(database, boss, new UuidV7Generator(), signal);
    const unitOfWork = new TypeOrmUnitOfWork(database, silentLogger);
    const done: string[] = [];
    const runners = [1, 2].map(
      () =>
        new JobRunner(
          [{ job, handle: async ({ id }) => void done.push(id) }],
          new BossJobStore(database, boss),
          signal,
          silentLogger,
          { pollIntervalMs: 1000, leaseMs: 60_000, stopMs: 1000 },
        ),
    );
    try {
      const enqueue = () => unitOfWork.run(systemContext, () => jobs.enqueue(job, {}));
      await Promise.all(Array.from({ length: 30 }, enqueue));
      await Promise.all(runners.map((runner) => runner.drain()));
      expect(new Set(done).size).toBe(30);
      expect(done).toHaveLength(30);
      await runners[0]?.keep();
    } finally {
      for (const runner of runners) await runner.close();
      await boss.close();
      await database.close();
      await testDatabase.drop();
    }
  });

  it('carries scopes of tenants, and keeps nothing of them', async () => {
    const testDatabase = await createNotesDatabase('external');
    const pooled = new URL(testDatabase.url);
    pooled.host = new URL(url?.() ?? '').host;
    const database = await openDatabase(pooled.href, { poolSize: 2 });
    const unitOfWork = new TypeOrmUnitOfWork(database, silentLogger);
    const query = (sql: string) => database.read((manager) => manager.query(sql));
    const tenantId = aTenantId();
    try {
      for (let count = 0; count < 10; count += 1) {
        await unitOfWork.scoped(tenantId, systemContext, async () => {
          await query(`INSERT INTO notes VALUES (gen_random_uuid(), '${tenantId}', 'note')`);
          await query(`SELECT set_config('gatehouse.tenant_id', '${tenantId}', false)`);
          await query('DECLARE kept CURSOR WITH HOLD FOR SELECT * FROM notes');
        });
        const seen = Array.from({ length: 4 }, () =>
          query('SELECT FROM notes UNION ALL SELECT FROM pg_cursors WHERE is_holdable'),
        );
        expect((await Promise.all(seen)).flat()).toEqual([]);
      }
    } finally {
      await database.close();
      await testDatabase.drop();
    }
  });
});
