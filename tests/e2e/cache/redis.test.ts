import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { E2eService } from '#testing/e2e-service.js';
import { proxied, type TcpProxy } from '../../support/tcp-proxy.js';
import { createTestRedis, hasTestRedis, type TestRedis } from '../../support/test-redis.js';
import { isInForce, isTrusted, me, startPair } from './support.js';

const logout = '/api/v1/auth/logout';

describe.runIf(hasTestRedis)('two instances that share a Redis', () => {
  let redis: TestRedis;
  let proxy: TcpProxy;
  let here: E2eService;
  let there: E2eService;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    redis = await createTestRedis();
    const way = await proxied(redis.url, 6379);
    proxy = way.proxy;
    ({ here, there, stop } = await startPair({ REDIS_URL: way.url, REDIS_KEY_PREFIX: redis.prefix }));
  });
  afterAll(async () => {
    await stop();
    await proxy.close();
    await redis.drop();
  });
  beforeEach(async () => {
    for (const instance of [here, there]) await vi.waitUntil(() => isTrusted(instance), { timeout: 60_000 });
  });

  const codeAt = async (instance: E2eService, token: string) =>
    (await instance.http.get(me, { token })).code ?? null;
  const flush = async () => {
    const keys = await redis.client.keys(`${redis.prefix}*`);
    if (keys.length > 0) await redis.client.unlink(keys);
  };
  const isRefusedThere = (token: string) => isInForce(() => codeAt(there, token), 'SESSION_REVOKED');

  it('RED-01 refuse what was ended on the other', async () => {
    const { user } = await here.person();
    for (let round = 0; round < 50; round += 1) {
      const { token } = await here.logIn(user.email);
      expect(await codeAt(there, token)).toBeNull();
      await here.http.post(logout, undefined, { token });
      expect(await codeAt(here, token)).toBe('SESSION_REVOKED');
      await isRefusedThere(token);
    }
  });

  it('RED-02 answer the same when Redis was flushed', async () => {
    const { token } = await here.person();
    for (let round = 0; round < 20; round += 1) {
      await flush();
      for (const instance of [here, there]) expect(await codeAt(instance, token)).toBeNull();
    }
    await here.http.post(logout, undefined, { token });
    await flush();
    expect(await codeAt(here, token)).toBe('SESSION_REVOKED');
    await isRefusedThere(token);
  });

  it('RED-03 fail no request while their connections are killed, and keep the bound', async () => {
    const { user, token: kept } = await here.person();
    let isOver = false;
    const failures: unknown[] = [];
    let requests = 0;
    const load = async (instance: E2eService) => {
      while (!isOver) {
        const { status } = await instance.http.get(me, { token: kept });
        requests += 1;
        if (status !== 200) failures.push(status);
      }
    };
    const becomes = (isTrusting: boolean) =>
      vi.waitUntil(async () => isOver || (await isTrusted(there)) === isTrusting, {
        interval: 5,
        timeout: 30_000,
      });
    // Whenever one of them has found its way back; and not again before it has noticed, or nobody else gets a turn.
    const cutting = async () => {
      while (!isOver) {
        await becomes(true);
        proxy.cut();
        await becomes(false);
      }
    };
    const background = [load(here), load(there), load(there), cutting()];
    onTestFinished(() => {
      isOver = true;
    });
    for (let round = 0; round < 20; round += 1) {
      const { token } = await here.logIn(user.email);
      expect(await codeAt(there, token)).toBeNull();
      expect((await here.http.post(logout, undefined, { token })).status).toBe(204);
      await isRefusedThere(token);
    }
    isOver = true;
    await Promise.all(background);
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(20);
  });
});

describe('without the Redis that is configured', () => {
  it('RED-04 everything is answered from the database', async () => {
    const { here, there, stop } = await startPair({ REDIS_URL: 'redis://127.0.0.1:1' });
    try {
      const { token } = await here.person();
      expect((await there.http.get(me, { token })).status).toBe(200);
      expect((await here.http.post(logout, undefined, { token })).status).toBe(204);
      for (const instance of [here, there]) {
        expect((await instance.http.get(me, { token })).code).toBe('SESSION_REVOKED');
      }
    } finally {
      await stop();
    }
  });
});
