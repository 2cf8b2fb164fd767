import { describe, expect, it } from 'vitest';
import { ReadinessProbe } from '#presentation/http/health/readiness.js';
import { Lifecycle } from '#presentation/http/plugins/shutdown.js';
import { testApp } from './support/app.js';
import { FakeLogger } from './support/fakes.js';

const up = { name: 'database', check: async () => 'up' as const };
const down = {
  name: 'search',
  check: async () => {
    throw new Error('connect ECONNREFUSED db.internal:5432 PostgreSQL 18');
  },
};

describe('readiness', () => {
  it('tells the state of each dependency', async () => {
    const { app } = await testApp({}, {}, [up]);
    const response = await app.inject('/health/ready');
    expect(response.statusCode).toBe(200);
    expect(response.json().data).toEqual({ status: 'up', checks: { database: 'up' } });
  });

  it('names what is down and what is up, but not where it is (ASVS 13.4.6)', async () => {
    const { app, logger } = await testApp({}, {}, [up, down]);
    const response = await app.inject('/health/ready');
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('1');
    expect(response.json().error).toMatchObject({
      code: 'UNAVAILABLE',
      details: [
        { field: 'database', message: 'is up' },
        { field: 'search', message: 'is down' },
      ],
    });
    expect(response.body).not.toMatch(/5432|internal|PostgreSQL/);
    expect(logger.lines[0]).toMatchObject({ level: 'warn', fields: { check: 'search' } });
  });

  it('stands a dependency that is busy, not one that takes no writes', async () => {
    const checks = (state: 'busy' | 'read-only') => [up, { name: 'search', check: async () => state }];
    const busy = await (await testApp({}, {}, checks('busy'))).app.inject('/health/ready');
    expect(busy.statusCode).toBe(200);
    expect(busy.json().data.checks).toEqual({ database: 'up', search: 'busy' });
    const readOnly = await (await testApp({}, {}, checks('read-only'))).app.inject('/health/ready');
    expect(readOnly.statusCode).toBe(503);
    expect(readOnly.json().error.details).toContainEqual({ field: 'search', message: 'is read-only' });
  });

  it('fails first when the service shuts down; life and work go on', async () => {
    const { app, lifecycle } = await testApp({}, {}, [up]);
    lifecycle.isShuttingDown = true;
    const ready = await app.inject('/health/ready');
    expect(ready.statusCode).toBe(503);
    expect(ready.json().error.details).toEqual([{ field: 'service', message: 'is shutting down' }]);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
    expect((await app.inject('/.well-known/jwks.json')).statusCode).toBe(200);
  });

  it('waits for a bounded time', async () => {
    const stuck = { name: 'database', check: () => new Promise<never>(() => undefined) };
    const probe = new ReadinessProbe([stuck], new Lifecycle(), new FakeLogger(), 5);
    await expect(probe.check()).rejects.toMatchObject({
      details: [{ field: 'database', message: 'is down' }],
    });
  });

  it('asks once for questions that come together, and keeps `this`', async () => {
    class Database {
      readonly name = 'database';
      count = 0;
      async check() {
        this.count += 1;
        return 'up' as const;
      }
    }
    const database = new Database();
    const probe = new ReadinessProbe([database], new Lifecycle(), new FakeLogger());
    await Promise.all([probe.check(), probe.check(), probe.check()]);
    expect(database.count).toBe(1);
    await probe.check();
    expect(database.count).toBe(2);
  });
});

describe('liveness', () => {
  it('asks nobody', async () => {
    const { app } = await testApp({}, {}, [down]);
    const response = await app.inject('/health/live');
    expect(response.statusCode).toBe(200);
    expect(response.json().data).toEqual({ status: 'up' });
    expect(response.headers['cache-control']).toBe('no-store');
  });
});
