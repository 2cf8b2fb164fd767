import type { JobDefinition } from '#application/jobs/job.js';
import type { JobDesk } from '#application/jobs/job-desk.js';
import type { Jobs } from '#application/jobs/jobs.js';
import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { ScheduleStore } from '#infrastructure/jobs/job-schedules.js';
import type { JobStore } from '#infrastructure/jobs/job-store.js';
import { MemoryDatabase } from '#infrastructure/memory/database.js';
import { MemoryJobDesk } from '#infrastructure/memory/jobs/desk.js';
import { MemoryJobs } from '#infrastructure/memory/jobs/jobs.js';
import { jobRetention as memoryRetention } from '#infrastructure/memory/jobs/retention.js';
import { MemoryScheduleStore } from '#infrastructure/memory/jobs/schedules.js';
import { MemoryJobStore } from '#infrastructure/memory/jobs/store.js';
import { MemoryUnitOfWork } from '#infrastructure/memory/unit-of-work.js';
import { Boss } from '#infrastructure/postgres/jobs/boss.js';
import { BossJobDesk } from '#infrastructure/postgres/jobs/desk.js';
import { BossJobs } from '#infrastructure/postgres/jobs/jobs.js';
import { JobOutbox, OutboxJobs, outboxRetention } from '#infrastructure/postgres/jobs/outbox.js';
import { jobRetention as postgresRetention } from '#infrastructure/postgres/jobs/retention.js';
import { TypeOrmScheduleStore } from '#infrastructure/postgres/jobs/schedules.js';
import { BossJobStore } from '#infrastructure/postgres/jobs/store.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { RedisJobDesk } from '#infrastructure/redis/jobs/desk.js';
import { RedisQueues, scoreFactor } from '#infrastructure/redis/jobs/queues.js';
import { RedisJobStore } from '#infrastructure/redis/jobs/store.js';
import { LocalSignal, type Signal } from '#infrastructure/shared/signal.js';
import { SystemClock } from '#infrastructure/system/system-clock.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { execute } from '#testing/execute.js';
import { FakeClock } from '#testing/fake-clock.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, type DatabaseTarget, databaseTargets } from '#testing/test-database.js';
import { openDatabase } from '../../integration/persistence/open-database.js';
import { createTestRedis, hasTestRedis } from '../../support/test-redis.js';

/** An engine of jobs, on an empty store. */
export interface JobEngine {
  readonly unitOfWork: UnitOfWork;
  readonly jobs: Jobs;
  readonly store: JobStore;
  readonly desk: JobDesk;
  readonly schedules: ScheduleStore;
  readonly retention: Retention;
  readonly signal: Signal;
  readonly clock: Clock;
  /** Lets time pass for jobs that are there. */
  passTime(seconds: number): Promise<void>;
  /** Takes what is due to where runners find it, where that is another place. */
  settle(definitions: readonly JobDefinition[]): Promise<void>;
  close(): Promise<void>;
}

export interface EngineTarget {
  readonly name: string;
  open(): Promise<JobEngine>;
}

async function openMemoryEngine(): Promise<JobEngine> {
  const database = new MemoryDatabase();
  const clock = new FakeClock();
  const signal = new LocalSignal();
  return {
    unitOfWork: new MemoryUnitOfWork(database, silentLogger),
    jobs: new MemoryJobs(database, new UuidV7Generator(), clock, signal),
    store: new MemoryJobStore(database, clock),
    desk: new MemoryJobDesk(database, clock, signal),
    schedules: new MemoryScheduleStore(database, clock),
    retention: memoryRetention(database, clock),
    signal,
    clock,
    passTime: async (seconds) => clock.advance(seconds),
    settle: async () => {},
    close: async () => {},
  };
}

async function openPostgresEngine(target: DatabaseTarget): Promise<JobEngine> {
  const testDatabase = await createTestDatabase(target);
  const database = await openDatabase(testDatabase.url);
  const boss = new Boss(database, silentLogger);
  const signal = new LocalSignal();
  return {
    unitOfWork: new TypeOrmUnitOfWork(database, silentLogger),
    jobs: new BossJobs(database, boss, new UuidV7Generator(), signal),
    store: new BossJobStore(database, boss),
    desk: new BossJobDesk(database, signal),
    schedules: new TypeOrmScheduleStore(database),
    retention: postgresRetention(database),
    signal,
    clock: new SystemClock(),
    passTime: async (seconds) => {
      const columns = ['start_after', 'heartbeat_on', 'started_on', 'created_on', 'completed_on'];
      const earlier = columns.map((column) => `${column} = ${column} - interval '${seconds} s'`);
      await execute(testDatabase.url, `UPDATE gatehouse_jobs.job_common SET ${earlier}`);
    },
    settle: async () => {},
    close: async () => {
      await boss.close();
      await database.close();
      await testDatabase.drop();
    },
  };
}

async function openRedisEngine(): Promise<JobEngine> {
  const redis = await createTestRedis();
  const testDatabase = await createTestDatabase();
  const database = await openDatabase(testDatabase.url);
  const queues = new RedisQueues(redis.url, redis.prefix, 60_000, silentLogger);
  const outbox = new JobOutbox(database);
  const store = new RedisJobStore(queues, outbox);
  const signal = new LocalSignal();
  return {
    unitOfWork: new TypeOrmUnitOfWork(database, silentLogger),
    jobs: new OutboxJobs(database, new UuidV7Generator(), signal),
    store,
    desk: new RedisJobDesk(queues, outbox, signal),
    schedules: new TypeOrmScheduleStore(database),
    retention: outboxRetention(database),
    signal,
    clock: new SystemClock(),
    passTime: async (seconds) => {
      const columns = ['run_at', 'created_at', 'relayed_at', 'failed_at'];
      const earlier = columns.map((column) => `${column} = ${column} - interval '${seconds} s'`);
      await execute(testDatabase.url, `UPDATE job_outbox SET ${earlier}`);
      for (const key of await redis.client.keys(`${redis.prefix}*`)) {
        if (key.endsWith(':lock')) {
          const left = await redis.client.pttl(key);
          await redis.client.pexpire(key, Math.max(0, left - seconds * 1000));
        }
        if (!key.endsWith(':delayed')) continue;
        for (const id of await redis.client.zrange(key, 0, -1)) {
          await redis.client.zincrby(key, -seconds * 1000 * scoreFactor, id);
        }
      }
    },
    settle: async (definitions) => {
      await store.due(definitions.map(({ name }) => name));
    },
    close: async () => {
      await queues.close();
      await database.close();
      await testDatabase.drop();
      await redis.drop();
    },
  };
}

/** What the contract of jobs runs on. */
export const engineTargets: readonly EngineTarget[] = [
  { name: 'memory', open: openMemoryEngine },
  ...databaseTargets.map((target) => ({
    name: `${target} PostgreSQL`,
    open: () => openPostgresEngine(target),
  })),
  ...(hasTestRedis ? [{ name: 'Redis', open: openRedisEngine }] : []),
];
