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
const enqueued = 300;
const restarts = 3;

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

  const enqueue = (number: number) =>
    new TypeOrmUnitOfWork(database, silentLogger).run(systemContext, () =>
      new OutboxJobs(database, new UuidV7Generator(), new LocalSignal()).enqueue(count, {
        number,
        seconds: 0.02,
      }),
    );
  const numberOf = async (sql: string) =>
    Number((await rows.query(`SELECT count(*) FROM ${sql}`)).rows[0].count);

  it(`are all done over ${restarts} times kill -9 of it`, async () => {
    for (let number = 0; number < enqueued; number += 1) await enqueue(number);
    for (let restart = 1; restart <= restarts; restart += 1) {
      const due = Math.floor((enqueued * restart) / (restarts + 2));
      await expect.poll(() => numberOf('counted'), { timeout: 60_000 }).toBeGreaterThanOrEqual(due);
      await redis.stop('SIGKILL');
      await enqueue(enqueued + restart);
      await start();
    }
    await expect.poll(() => numberOf('job_outbox'), { timeout: 90_000 }).toBe(0);
    expect(await numberOf('counted')).toBe(enqueued + restarts);
  });

  it('wait while it is away, and keep no instance from ending', async () => {
    await redis.stop('SIGKILL');
    await enqueue(-1);
    expect(await services[0].stop('SIGTERM')).toBe(0);
    await start();
    await expect.poll(() => numberOf('job_outbox'), { timeout: 60_000 }).toBe(0);
    expect(await numberOf('counted WHERE number = -1')).toBe(1);
  });
});
