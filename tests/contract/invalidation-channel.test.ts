import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { AccountId } from '#domain/shared/ids.js';
import { MemoryInvalidationChannel } from '#infrastructure/memory/invalidation-channel.js';
import { PostgresInvalidationChannel } from '#infrastructure/postgres/invalidation-channel.js';
import { Notifications } from '#infrastructure/postgres/notifications.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { RedisInvalidationChannel } from '#infrastructure/redis/redis-invalidation-channel.js';
import { RedisLink } from '#infrastructure/redis/redis-link.js';
import { aUserId } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, type DatabaseTarget, databaseTargets } from '#testing/test-database.js';
import { openDatabase } from '../integration/persistence/open-database.js';
import { proxied } from '../support/tcp-proxy.js';
import { createTestRedis, hasTestRedis } from '../support/test-redis.js';
import {
  type ConnectedNetwork,
  connectedChannelContract,
  deaf,
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

  /** Two of them, of which one may not evict for as long as that is forbidden. */
  async function openForbidden(timeout: number) {
    const redis = await createTestRedis();
    const name = `gatehouse-test-${randomUUID()}`;
    await redis.client.call('ACL', 'SETUSER', name, 'on', '>secret', '~*', '&*', '+@all');
    const url = new URL(redis.url);
    url.username = name;
    url.password = 'secret';
    const { unitOfWork } = await openMemoryAdapters();
    const join = (address: string) => {
      const link = new RedisLink(address, redis.prefix, silentLogger);
      const channel = new RedisInvalidationChannel(link, unitOfWork, silentLogger, timeout);
      onTestFinished(() => Promise.all([channel.close(), link.close()]).then(() => undefined));
      return channel;
    };
    onTestFinished(async () => {
      await redis.client.call('ACL', 'DELUSER', name);
      await redis.drop();
    });
    const [here, there] = [join(url.href), join(redis.url)];
    const heard: AccountId[] = [];
    here.start(deaf);
    there.start({ ...deaf, changed: (accounts) => void heard.push(...accounts) });
    const isTrusted = () => here.isTrusted() && there.isTrusted();
    await expect.poll(isTrusted).toBe(true);
    return {
      heard,
      publish: (account: AccountId) => unitOfWork.run(systemContext, () => here.publish([account])),
      forbid: () => redis.client.call('ACL', 'SETUSER', name, '-unlink'),
      allow: () => redis.client.call('ACL', 'SETUSER', name, '+unlink'),
      disconnect: () => redis.client.call('CLIENT', 'KILL', 'USER', name),
    };
  }

  it('says what it could not when it can, without spinning meanwhile, where it publishes and may not write', async () => {
    const { heard, publish, forbid, allow, disconnect } = await openForbidden(timeoutMs);
    // As a replica that is read-only, or as a connection that is lost between the two.
    await forbid();
    const accounts = [aUserId(), aUserId()];
    for (const account of accounts) await publish(account);
    const before = performance.eventLoopUtilization();
    await delay(3 * timeoutMs);
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
    expect(heard).toEqual([]);
    await disconnect();
    await delay(timeoutMs);
    await allow();
    await expect.poll(() => new Set(heard)).toEqual(new Set(accounts));
  });

  it('says it long before the next beat, for others trust what they remember meanwhile', async () => {
    const { heard, publish, forbid, allow } = await openForbidden(600_000);
    await forbid();
    const account = aUserId();
    await publish(account);
    await allow();
    await expect.poll(() => heard).toEqual([account]);
  });
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
      const link = new RedisLink(url, redis.prefix, silentLogger);
      ends.push(
        () => way.close(),
        () => link.close(),
      );
      return { channel: new RedisInvalidationChannel(link, unitOfWork, silentLogger, timeoutMs), way };
    },
    close: () => inReverse(ends),
  };
}

async function inReverse(ends: readonly (() => Promise<void>)[]): Promise<void> {
  for (const end of ends.toReversed()) await end();
}
