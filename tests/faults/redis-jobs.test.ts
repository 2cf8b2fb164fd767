import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineJob } from '#application/jobs/job.js';
import { systemContext } from '#application/shared/request-context.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { OutboxJobs } from '#infrastructure/postgres/jobs/outbox.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { LocalSignal } from '#infrastructure/shared/signal.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { silentLogger } from '#testing/loggers.js';
import { openDatabase } from '../integration/persistence/open-database.js';
import { freePort, ServiceProcess } from '../support/service-process.js';
import { PostgresServer } from './support/postgres-server.js';
import { installed, Program, removeFolder, workFolder } from './support/program.js';

const redisServer = installed('TEST_REDIS_PROGRAM');
/** Fewer, for a look: JOBS_TO_ENQUEUE=500. */
const enqueued = Number(process.env.JOBS_TO_ENQUEUE ?? 5_000);
const wanted = enqueued - enqueued / 10;
const kills = 10;
/** Behind each of these kills of an instance, Redis is killed too. */
const restartsBehind = [2, 5, 8];

/** As the services have it. */
const count = defineJob({
  name: 'counting.count',
  description: 'Of a test.',
  parse: () => ({}),
  attempts: 100,
  firstRetrySeconds: 1,
  maxRetrySeconds: 2,
});

describe.skipIf(redisServer === null)('jobs on a Redis that keeps nothing', () => {
  let postgres: PostgresServer;
  let folder: string;
  let port: number;
  let redis: Program;
  let database: Database;
  let rows: pg.Client;
  let services: readonly [ServiceProcess, ServiceProcess];

  const start = async () => {
    const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
    redis = await Program.start(redisServer?.() ?? '', args, folder, port);
  };

  beforeAll(async () => {
    folder = await workFolder();
    port = await freePort();
    await start();
    postgres = await PostgresServer.start();
    const env = {
      NODE_ENV: 'test',
      GATEHOUSE_CONFIG: join(import.meta.dirname, '../support/counting.config.ts'),
      DATABASE_URL: postgres.url(),
      REDIS_URL: `redis://127.0.0.1:${port}`,
      ENCRYPTION_KEY: Buffer.alloc(32, 'jobs').toString('base64'),
      JOBS: 'redis',
      JOBS_LEASE_SECONDS: '2',
    };
    services = [new ServiceProcess(await freePort(), env), new ServiceProcess(await freePort(), env)];
    for (const service of services) await service.start();
    rows = new pg.Client({ connectionString: postgres.url('owner') });
    await rows.connect();
    await rows.query(`
      CREATE TABLE begun (id uuid NOT NULL, pid integer NOT NULL);
      CREATE TABLE counted (id uuid PRIMARY KEY, number integer NOT NULL)`);
    database = await openDatabase(postgres.url());
  });
  afterAll(async () => {
    for (const service of services ?? []) await service.stop('SIGKILL');
    await database?.close();
    await rows?.end();
    await postgres?.remove();
    await redis?.stop();
    await removeFolder(folder);
  });

  const enqueue = async (number: number, { isRolledBack = false } = {}) => {
    const jobs = new OutboxJobs(database, new UuidV7Generator(), new LocalSignal());
    const work = new TypeOrmUnitOfWork(database, silentLogger).run(systemContext, async () => {
      await jobs.enqueue(count, { number, seconds: 0.02 });
      if (isRolledBack) throw new Error('rolled back');
    });
    await (isRolledBack ? expect(work).rejects.toThrow('rolled back') : work);
  };
  const numberOf = async (sql: string) =>
    Number((await rows.query(`SELECT count(*) FROM ${sql}`)).rows[0].count);

  it(`are done, each of ${enqueued} but those rolled back, over ${kills} times kill -9 of an instance and ${restartsBehind.length} of it`, {
    timeout: 600_000,
  }, async () => {
    const pending = Array.from({ length: enqueued }, (_, number) => number);
    const client = async () => {
      for (let number = pending.shift(); number !== undefined; number = pending.shift()) {
        await enqueue(number, { isRolledBack: number % 10 === 0 });
      }
    };
    const clients = Promise.all(Array.from({ length: 4 }, client));
    for (let kill = 0; kill < kills; kill += 1) {
      const due = Math.floor((wanted * (kill + 1)) / (kills + 2));
      await expect.poll(() => numberOf('counted'), { timeout: 120_000 }).toBeGreaterThanOrEqual(due);
      const victim = services[kill % 2] as ServiceProcess;
      await victim.stop('SIGKILL');
      if (restartsBehind.includes(kill)) {
        await redis.stop('SIGKILL');
        await start();
      }
      await victim.start();
    }
    await clients;
    await expect.poll(() => numberOf('job_outbox'), { timeout: 120_000 }).toBe(0);

    expect(await numberOf('counted')).toBe(wanted);
    expect(await numberOf('counted WHERE number % 10 = 0')).toBe(0);
    expect(await numberOf('(SELECT DISTINCT number FROM counted) AS each')).toBe(wanted);
    expect(await numberOf('(SELECT id FROM begun EXCEPT SELECT id FROM counted) AS others')).toBe(0);
  });

  it('wait while it is away, and keep no instance from ending', async () => {
    await redis.stop('SIGKILL');
    await enqueue(-1);
    expect(await services[0].stop('SIGTERM')).toBe(0);
    await start();
    await expect.poll(() => numberOf('job_outbox')).toBe(0);
    expect(await numberOf('counted WHERE number = -1')).toBe(1);
  });
});
