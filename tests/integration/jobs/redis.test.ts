import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineJob } from '#application/jobs/job.js';
import { systemContext } from '#application/shared/request-context.js';
import { composeService } from '#composition/service.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { JobOutbox, OutboxJobs } from '#infrastructure/postgres/jobs/outbox.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { RedisQueues } from '#infrastructure/redis/jobs/queues.js';
import { RedisJobStore } from '#infrastructure/redis/jobs/store.js';
import { LocalSignal } from '#infrastructure/shared/signal.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { execute } from '#testing/execute.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { createTestRedis, hasTestRedis, type TestRedis } from '../../support/test-redis.js';
import { openDatabase } from '../persistence/open-database.js';

const secret = 'canary-of-a-payload';
const job = defineJob<{ readonly word: string }>({
  name: 'tests.job',
  description: 'Of tests.',
  parse: (raw) => raw as { word: string },
});

describe.runIf(hasTestRedis)('jobs on Redis', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let redis: TestRedis;
  let queues: RedisQueues;
  let store: RedisJobStore;
  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    database = await openDatabase(testDatabase.url);
    redis = await createTestRedis();
    queues = new RedisQueues(redis.url, redis.prefix, 60_000, silentLogger);
    store = new RedisJobStore(queues, new JobOutbox(database));
  });
  afterEach(async () => {
    await queues?.close();
    await redis?.drop();
    await database?.close();
    await testDatabase?.drop();
  });

  const enqueue = () =>
    new TypeOrmUnitOfWork(database, silentLogger).run(systemContext, () =>
      new OutboxJobs(database, new UuidV7Generator(), new LocalSignal()).enqueue(job, { word: secret }),
    );
  const due = () => store.due([job.name]);
  const keys = () => redis.client.keys(`${redis.prefix}*`);
  const rows = () => execute(testDatabase.url, 'SELECT id, relayed_at FROM job_outbox');
  /** As a restart without persistence does. */
  const loseAll = async () => {
    await redis.client.unlink(await keys());
    await execute(testDatabase.url, `UPDATE job_outbox SET relayed_at = relayed_at - interval '1 minute'`);
  };

  it('are given again to a Redis that has lost them, while they wait and while they run', async () => {
    await enqueue();
    await enqueue();
    await due();
    const [running] = await store.claim(job.name, 1);
    await loseAll();
    expect(await due()).toEqual([]);
    await store.takeOver([job.name]);
    expect(await due()).toEqual([job.name]);
    const claims = await store.claim(job.name, 5);
    expect(claims.map(({ payload }) => payload)).toEqual([{ word: secret }, { word: secret }]);
    // What had begun before is over: it is somebody else's.
    expect(running).toBeDefined();
    expect(await store.complete(claims)).toBe(2);
    expect(await rows()).toEqual([]);
  });

  it('are not done again when they are relayed once more, or left in Redis, after they are done', async () => {
    await enqueue();
    await due();
    const [first] = await store.claim(job.name, 1);
    const [row] = await rows();
    if (first === undefined || row === undefined) throw new Error('There is no job');
    // Relayed by another, which dies before it says so.
    await execute(testDatabase.url, 'UPDATE job_outbox SET relayed_at = NULL');
    await due();
    expect(await store.claim(job.name, 5)).toEqual([]);
    await store.complete([first]);
    const { queue } = await queues.get(job.name);
    await queue.add(
      job.name,
      { firstRetrySeconds: 1, maxRetrySeconds: 1 },
      { jobId: first.id, removeOnComplete: true },
    );
    expect(await store.claim(job.name, 5)).toEqual([]);
    expect(await queue.getJob(first.id)).toBeUndefined();
  });

  it('show Redis nothing of what they are about', async () => {
    await enqueue();
    await due();
    const [claim] = await store.claim(job.name, 1);
    if (claim === undefined) throw new Error('There is no job');
    const contents = await Promise.all(
      (await keys()).map(async (key) => ((await redis.client.dumpBuffer(key)) ?? '').toString('latin1')),
    );
    expect(contents.length).toBeGreaterThan(0);
    expect(contents.join()).not.toContain(secret);
    await store.fail(claim, { message: 'no use', isPermanent: true });
    expect(await execute(testDatabase.url, 'SELECT last_error FROM job_outbox')).toEqual([
      { last_error: 'no use' },
    ]);
  });
});

it('jobs on Redis need one', () => {
  const environment = { NODE_ENV: 'test', JOBS: 'redis', DATABASE_URL: 'postgres://a:b@localhost/c' };
  expect(() => composeService({ environment })).toThrow('JOBS=redis needs a Redis: set REDIS_URL');
});
