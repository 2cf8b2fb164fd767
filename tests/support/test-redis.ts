import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

/** With REQUIRE_SERVICES=1 a Redis is not optional: without TEST_REDIS_URL its tests fail. */
export const hasTestRedis = Boolean(process.env.TEST_REDIS_URL) || process.env.REQUIRE_SERVICES === '1';

export interface TestRedis {
  readonly url: string;
  /** Of the test's own keys and channels. */
  readonly prefix: string;
  readonly client: Redis;
  drop(): Promise<void>;
}

export async function createTestRedis(): Promise<TestRedis> {
  const url = process.env.TEST_REDIS_URL;
  if (!url) throw new Error('REQUIRE_SERVICES=1 demands a Redis at TEST_REDIS_URL');
  const prefix = `gatehouse-test:${randomUUID()}:`;
  const client = new Redis(url, { lazyConnect: true });
  await client.connect();
  const drop = async () => {
    for await (const keys of client.scanStream({ match: `${prefix}*` })) {
      if (keys.length > 0) await client.unlink(keys);
    }
    client.disconnect();
  };
  return { url, prefix, client, drop };
}
