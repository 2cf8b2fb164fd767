import { describe, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { createTestDatabase } from '#testing/test-database.js';
import { serviceUrl } from './service-url.js';

const url = serviceUrl('TEST_PGBOUNCER_URL');

describe.skipIf(url === null)('the pgbouncer of the tests', () => {
  it('passes statements on', async () => {
    expect(await execute(url?.() ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('pools by transaction', async () => {
    const admin = new URL(url?.() ?? '');
    admin.pathname = '/pgbouncer';

    expect(await execute(admin.href, 'SHOW CONFIG')).toContainEqual(
      expect.objectContaining({ key: 'pool_mode', value: 'transaction' }),
    );
  });

  it('carries the service', async () => {
    const database = await createTestDatabase('external');
    const pooled = new URL(database.url);
    pooled.host = new URL(url?.() ?? '').host;
    const service = await E2eService.start({ database: { ...database, url: pooled.href } });
    try {
      const person = await service.person();
      expect((await service.http.get('/api/v1/me', person)).data.id).toBe(person.user.id);
      const { status } = await service.http.post('/api/v1/auth/logout', undefined, person);
      expect(status).toBe(204);
      expect((await service.http.get('/api/v1/me', person)).status).toBe(401);
    } finally {
      await service.stop();
      await database.drop();
    }
  });
});
