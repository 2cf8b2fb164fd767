import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineJob } from '#application/jobs/job.js';
import { systemContext } from '#application/shared/request-context.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { Boss } from '#infrastructure/postgres/jobs/boss.js';
import { BossJobs } from '#infrastructure/postgres/jobs/jobs.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { LocalSignal } from '#infrastructure/shared/signal.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { openDatabase } from '../../integration/persistence/open-database.js';
import { freePort, ServiceProcess } from '../../support/service-process.js';

/** Fewer, for a look: JOBS_TO_ENQUEUE=500. */
const enqueued = Number(process.env.JOBS_TO_ENQUEUE ?? 5_000);
const kills = 10;
const wanted = enqueued - enqueued / 10;

/** As the workers have it, of which only the name counts here. */
const count = defineJob({
  name: 'counting.count',
  description: 'Of a test.',
  parse: () => ({}),
  attempts: 100,
  firstRetrySeconds: 1,
  maxRetrySeconds: 2,
});

describe('two instances that do jobs', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let boss: Boss;
  let rows: pg.Client;
  let services: readonly [ServiceProcess, ServiceProcess];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = await openDatabase(testDatabase.url);
    boss = new Boss(database, silentLogger);
    rows = new pg.Client({ connectionString: testDatabase.ownerUrl });
    await rows.connect();
    await rows.query(`
      CREATE TABLE begun (id uuid NOT NULL, pid integer NOT NULL);
      CREATE TABLE counted (id uuid PRIMARY KEY, number integer NOT NULL)`);
    const env = {
      NODE_ENV: 'test',
      GATEHOUSE_CONFIG: join(import.meta.dirname, '../../support/counting.config.ts'),
      DATABASE_URL: testDatabase.url,
      ENCRYPTION_KEY: Buffer.alloc(32, 'jobs').toString('base64'),
      JOBS_LEASE_SECONDS: '1',
    };
    services = [new ServiceProcess(await freePort(), env), new ServiceProcess(await freePort(), env)];
    for (const service of services) await service.start();
  });

  afterAll(async () => {
    for (const service of services ?? []) await service.stop('SIGKILL');
    await rows?.end();
    await boss?.close();
    await database?.close();
    await testDatabase?.drop();
  });

  const enqueue = async (number: number, { seconds = 0, isRolledBack = false } = {}) => {
    const jobs = new BossJobs(database, boss, new UuidV7Generator(), new LocalSignal());
    const unitOfWork = new TypeOrmUnitOfWork(database, silentLogger);
    const work = unitOfWork.run(systemContext, async () => {
      await jobs.enqueue(count, { number, seconds });
      if (isRolledBack) throw new Error('rolled back');
    });
    await (isRolledBack ? expect(work).rejects.toThrow('rolled back') : work);
  };
  const numberOf = async (sql: string) =>
    Number((await rows.query(`SELECT count(*) FROM ${sql}`)).rows[0].count);
  const counted = () => numberOf('counted');

  it(`do each of ${enqueued} jobs over ${kills} times kill -9 of one of them, and none that was rolled back`, {
    timeout: 600_000,
  }, async () => {
    const pending = Array.from({ length: enqueued }, (_, number) => number);
    const client = async () => {
      for (let number = pending.shift(); number !== undefined; number = pending.shift()) {
        await enqueue(number, { seconds: 0.01, isRolledBack: number % 10 === 0 });
      }
    };
    const clients = Promise.all(Array.from({ length: 4 }, client));
    for (let kill = 0; kill < kills; kill += 1) {
      const due = Math.floor((wanted * (kill + 1)) / (kills + 2));
      await expect.poll(counted, { timeout: 120_000 }).toBeGreaterThanOrEqual(due);
      const victim = services[kill % 2] as ServiceProcess;
      await victim.stop('SIGKILL');
      await victim.start();
    }
    await clients;
    const unfinished = () => numberOf(`gatehouse_jobs.job_common WHERE name = '${count.name}'`);
    await expect.poll(unfinished, { timeout: 120_000 }).toBe(0);

    expect(await counted()).toBe(wanted);
    expect(await numberOf('counted WHERE number % 10 = 0')).toBe(0);
    expect(await numberOf('(SELECT DISTINCT number FROM counted) AS each')).toBe(wanted);
    expect(await numberOf('(SELECT id FROM begun EXCEPT SELECT id FROM counted) AS others')).toBe(0);
  });

  it('take over from one that is frozen, which does nothing to the job when it thaws', {
    timeout: 120_000,
  }, async () => {
    await rows.query('TRUNCATE begun, counted');
    await enqueue(1, { seconds: 2 });
    const frozen = await expect
      .poll(async () => (await rows.query('SELECT pid FROM begun')).rows[0]?.pid)
      .toEqual(expect.any(Number))
      .then(async () => (await rows.query('SELECT pid FROM begun')).rows[0].pid);
    const victim = services.find(({ pid }) => pid === frozen) as ServiceProcess;
    victim.signal('SIGSTOP');
    try {
      await expect.poll(() => numberOf(`begun WHERE pid <> ${frozen}`)).toBe(1);
    } finally {
      victim.signal('SIGCONT');
    }
    await expect.poll(counted).toBe(1);
    await expect.poll(() => numberOf(`gatehouse_jobs.job_common WHERE name = '${count.name}'`)).toBe(0);
    expect(await counted()).toBe(1);
  });
});
