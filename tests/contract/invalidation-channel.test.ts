import { describe } from 'vitest';
import { MemoryInvalidationChannel } from '#infrastructure/memory/invalidation-channel.js';
import { PostgresInvalidationChannel } from '#infrastructure/postgres/invalidation-channel.js';
import { Notifications } from '#infrastructure/postgres/notifications.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { RedisInvalidationChannel } from '#infrastructure/redis/redis-invalidation-channel.js';
import { RedisLink } from '#infrastructure/redis/redis-link.js';
import { openDatabase } from '../integration/persistence/open-database.js';
import { silentLogger } from '../support/builders/logger.js';
import { proxied } from '../support/tcp-proxy.js';
import { createTestDatabase, type DatabaseTarget, databaseTargets } from '../support/test-database.js';
import { createTestRedis, hasTestRedis } from '../support/test-redis.js';
import {
  type ConnectedNetwork,
  connectedChannelContract,
  invalidationChannelContract,
  timeoutMs,
} from './invalidation-channel.contract.js';
import { openMemoryAdapters } from './memory-adapters.js';

describe('InvalidationChannel in memory', () =>
  invalidationChannelContract(async () => ({
    ...(await openMemoryAdapters()),
    join: async () => ({ channel: new MemoryInvalidationChannel() }),
  })));

describe.each(databaseTargets)('InvalidationChannel on %s PostgreSQL', (target) => {
  const open = () => openPostgres(target);
  invalidationChannelContract(open);
  connectedChannelContract(open);
});

describe.runIf(hasTestRedis)('InvalidationChannel on Redis', () => {
  invalidationChannelContract(openRedis);
  connectedChannelContract(openRedis);
});

async function openPostgres(target: DatabaseTarget): Promise<ConnectedNetwork> {
  const testDatabase = await createTestDatabase(target);
  const database = await openDatabase(testDatabase.url);
  const ends: (() => Promise<void>)[] = [() => testDatabase.drop(), () => database.close()];
  return {
    unitOfWork: new TypeOrmUnitOfWork(database, silentLogger),
    join: async () => {
      const { proxy: way, url } = await proxied(testDatabase.url, 5432);
      const notifications = new Notifications(url, silentLogger);
      ends.push(
        () => way.close(),
        () => notifications.close(),
      );
      const channel = new PostgresInvalidationChannel(notifications, database, silentLogger, timeoutMs);
      return { channel, way };
    },
    close: () => inReverse(ends),
  };
}

async function openRedis(): Promise<ConnectedNetwork> {
  const redis = await createTestRedis();
  const { unitOfWork } = await openMemoryAdapters();
  const ends: (() => Promise<void>)[] = [() => redis.drop()];
  return {
    unitOfWork,
    join: async () => {
      const { proxy: way, url } = await proxied(redis.url, 6379);
      ends.push(() => way.close());
      const link = new RedisLink(url, silentLogger);
      const settings = { timeoutMs, prefix: redis.prefix };
      return { channel: new RedisInvalidationChannel(link, unitOfWork, silentLogger, settings), way };
    },
    close: () => inReverse(ends),
  };
}

async function inReverse(ends: readonly (() => Promise<void>)[]): Promise<void> {
  for (const end of ends.toReversed()) await end();
}
