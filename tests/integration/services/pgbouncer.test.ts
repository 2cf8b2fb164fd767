import { describe, expect, it } from 'vitest';
import { discoverSchema } from '#infrastructure/postgres/expected-schema.js';
import { Migrator } from '#infrastructure/postgres/migrator.js';
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

  const pooled = (direct: string) => {
    const through = new URL(direct);
    through.host = new URL(url?.() ?? '').host;
    return through.href;
  };

  it('is refused by migrations, which would leave their lock behind', async () => {
    const database = await createTestDatabase('external');
    try {
      const migrator = new Migrator(pooled(database.ownerUrl), await discoverSchema([]));
      await expect(migrator.up()).rejects.toThrow('set DATABASE_MIGRATION_URL, or DATABASE_DIRECT_URL');
      await expect(new Migrator(database.ownerUrl, await discoverSchema([])).up()).resolves.toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it('carries instances that hear of each other past it', async () => {
    const database = await createTestDatabase('external');
    const options = {
      database: { ...database, url: pooled(database.url) },
      env: { DATABASE_DIRECT_URL: database.url },
    };
    const [here, there] = [await E2eService.start(options), await E2eService.start(options)];
    try {
      const person = await here.person();
      const me = async (instance: E2eService) => (await instance.http.get('/api/v1/me', person)).status;
      expect([await me(here), await me(there)]).toEqual([200, 200]);
      await here.http.post('/api/v1/auth/logout', undefined, person);
      await expect.poll(() => me(there), { timeout: 1_000 }).toBe(401);
    } finally {
      await here.stop();
      await there.stop();
      await database.drop();
    }
  });

  it('carries the service', async () => {
    const database = await createTestDatabase('external');
    const service = await E2eService.start({ database: { ...database, url: pooled(database.url) } });
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
