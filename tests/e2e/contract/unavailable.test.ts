import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { createTestDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';
import { isInForce } from '../cache/support.js';
import { DatabaseLine } from './support/tcp-proxy.js';

const requests: readonly [string, string, object?][] = [
  ['GET', '/api/v1/me'],
  ['GET', '/api/v1/users/01900000-0000-7000-8000-000000000000'],
  ['POST', '/api/v1/auth/login', { email: 'root@gatehouse.test', password }],
  ['POST', '/api/v1/auth/register', { email: 'a@example.com', username: 'anyone', password }],
];

describe.each(databaseTargets)('without its database, on the %s PostgreSQL,', (target) => {
  let database: TestDatabase;
  let line: DatabaseLine;
  let service: E2eService;
  let person: SignedIn;

  beforeAll(async () => {
    database = await createTestDatabase(target);
    line = await DatabaseLine.to(database);
    service = await E2eService.start({ database: line.database });
    person = await service.person();
  });

  afterAll(async () => {
    await service?.stop();
    await line?.cut();
    await database?.drop();
  });

  async function expectUnavailable(): Promise<void> {
    const live = await service.http.get('/health/live');
    expect(live.status).toBe(200);
    const ready = await service.http.get('/health/ready');
    expect([ready.status, ready.code]).toEqual([503, 'UNAVAILABLE']);
    expect(ready.body.error.details).toEqual([{ field: 'database', message: 'is down' }]);
    expect(ready.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    // What is remembered may be answered until the lost channel is noticed (docs/adr/0007-caching.md).
    await isInForce(async () => (await service.http.get('/api/v1/me', { token: person.token })).status, 503);
    for (const [method, path, body] of requests) {
      const options = body === undefined ? { token: person.token } : { body };
      const reply = await service.http.request(method, path, options);
      expect([path, reply.status, reply.code]).toEqual([path, 503, 'UNAVAILABLE']);
      expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(reply.text).not.toMatch(/gatehouse_test|postgres|econn|sql/i);
    }
  }

  it('the service lives, is not ready, and says 503 when the way there is cut', async () => {
    await line.cut();
    await expectUnavailable();
  });

  it('it recovers by itself, with all sessions', async () => {
    await line.restore();
    expect((await service.http.get('/health/ready')).status).toBe(200);
    expect((await service.http.get('/api/v1/me', { token: person.token })).status).toBe(200);
  });

  it('it says the same when the database is dropped', async () => {
    await database.drop();
    await expectUnavailable();
  });
});
