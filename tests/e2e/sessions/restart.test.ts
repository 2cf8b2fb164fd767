import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import { createTestDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';
import { outcome } from '../contract/support/shapes.js';

describe.each(databaseTargets)('a restart, on the %s PostgreSQL (SES-04)', (target) => {
  let database: TestDatabase;
  let service: E2eService;

  beforeEach(async () => {
    database = await createTestDatabase(target);
    service = await E2eService.start({ database });
  });

  afterEach(async () => {
    await service?.stop();
    await database?.drop();
  });

  async function restart(): Promise<void> {
    await service.stop();
    service = await E2eService.start({ database });
  }

  const me = async (token: string) => outcome(await service.http.get('/api/v1/me', { token }));

  it('does not bring an ended session back', async () => {
    const person = await service.person();
    await service.http.post('/api/v1/auth/logout', undefined, { token: person.token });
    await restart();
    expect(await me(person.token)).toEqual([401, 'SESSION_REVOKED']);
    const refreshed = await service.http.post('/api/v1/auth/refresh', { refreshToken: person.refreshToken });
    expect(outcome(refreshed)).toEqual([401, 'REFRESH_TOKEN_INVALID']);
  });

  it('leaves the others as they were', async () => {
    const { token, refreshToken } = await service.person();
    const { data } = await service.http.post('/api/v1/auth/refresh', { refreshToken });
    const keys = (await service.http.get('/.well-known/jwks.json')).body;
    await restart();
    expect((await service.http.get('/.well-known/jwks.json')).body).toEqual(keys);
    expect(await me(token)).toEqual([200, undefined]);
    const again = await service.http.post('/api/v1/auth/refresh', { refreshToken });
    expect(again.data.refreshToken).toBe(data.refreshToken);
    const next = await service.http.post('/api/v1/auth/refresh', { refreshToken: data.refreshToken });
    expect(next.status).toBe(200);
  });

  it('still knows a stolen token', async () => {
    const { refreshToken } = await service.person();
    const { data } = await service.http.post('/api/v1/auth/refresh', { refreshToken });
    await service.http.post('/api/v1/auth/refresh', { refreshToken: data.refreshToken });
    await restart();
    const stolen = await service.http.post('/api/v1/auth/refresh', { refreshToken });
    expect(outcome(stolen)).toEqual([401, 'REFRESH_TOKEN_REUSED']);
  });
});
